package store

// DeliveryState is how far a Delivery is.
type DeliveryState string

// The states. The last four are final.
const (
	DeliveryReady     DeliveryState = "ready"     // will be tried at Next
	DeliveryHeld      DeliveryState = "held"      // a person held it, or a trial did
	DeliverySending   DeliveryState = "sending"   // a transaction is open; its end was not sent
	DeliveryFinishing DeliveryState = "finishing" // the end of the mail is being sent
	DeliveryUnknown   DeliveryState = "unknown"   // whether the server took it is not known
	DeliverySent      DeliveryState = "sent"      // the server took it
	DeliveryFailed    DeliveryState = "failed"    // refused, or expired
	DeliveryCancelled DeliveryState = "cancelled" // a person cancelled it
	DeliveryBounced   DeliveryState = "bounced"   // taken, and returned later
)

// DeliveryStates lists all states in their order.
func DeliveryStates() []DeliveryState {
	return []DeliveryState{DeliveryReady, DeliveryHeld, DeliverySending, DeliveryFinishing, DeliveryUnknown, DeliverySent, DeliveryFailed, DeliveryCancelled, DeliveryBounced}
}

// What happens to a delivery.
const (
	EventDeliveryClaimed     Event = "the daemon takes it"
	EventDeliveryTrial       Event = "a trial sends to other addresses alone"
	EventDeliveryGivenUp     Event = "it has expired, its address is suspended, or its recipient has left the project"
	EventDeliveryFinishing   Event = "the end of the mail is about to be sent"
	EventDeliverySent        Event = "a server takes it"
	EventDeliveryDeferred    Event = "a server asks to try later"
	EventDeliveryRefused     Event = "a server refuses it"
	EventDeliveryLost        Event = "the connection ends before the answer"
	EventDeliveryPaused      Event = "the relay cannot be used"
	EventDeliveryInterrupted Event = "the process ends before the end of the mail"
	EventDeliveryUnproved    Event = "no proof that it arrived comes in time"
	EventDeliveryDelayed     Event = "a server reports a delay"
	EventDeliveryBounced     Event = "it is returned"
	EventDeliveryCancelled   Event = "an operator cancels it"
	EventDeliveryHeld        Event = "an operator holds it"
	EventDeliveryReleased    Event = "an operator releases it"
	EventDeliveryRetried     Event = "an operator retries it"
	EventDeliveryRestored    Event = "the log is put back from a copy"
)

// DeliveryMoves is the whole of what can happen to a delivery. A second daemon may put
// back what the first still sends: so an attempt may end in more states than that in
// which it began. That a server took the mail is true in whatever state.
func DeliveryMoves() []Move[DeliveryState] {
	trying := []DeliveryState{DeliveryReady, DeliverySending, DeliveryFinishing, DeliveryUnknown}
	return []Move[DeliveryState]{
		{EventDeliveryClaimed, []DeliveryState{DeliveryReady}, DeliverySending},
		{EventDeliveryTrial, []DeliveryState{DeliveryReady}, DeliveryHeld},
		{EventDeliveryGivenUp, []DeliveryState{DeliveryReady}, DeliveryFailed},
		{EventDeliveryFinishing, []DeliveryState{DeliverySending}, DeliveryFinishing},
		{EventDeliverySent, []DeliveryState{DeliveryReady, DeliveryHeld, DeliverySending, DeliveryFinishing, DeliveryUnknown, DeliverySent, DeliveryFailed, DeliveryCancelled}, DeliverySent},
		{EventDeliveryDeferred, trying, DeliveryReady},
		{EventDeliveryRefused, trying, DeliveryFailed},
		{EventDeliveryLost, trying, DeliveryUnknown},
		{EventDeliveryPaused, trying, DeliveryReady},
		{EventDeliveryInterrupted, []DeliveryState{DeliverySending}, DeliveryReady},
		{EventDeliveryUnproved, []DeliveryState{DeliveryUnknown}, DeliveryReady},
		{EventDeliveryDelayed, []DeliveryState{DeliverySent, DeliveryUnknown}, DeliverySent},
		{EventDeliveryBounced, []DeliveryState{DeliverySent, DeliveryUnknown, DeliveryFinishing}, DeliveryBounced},
		{EventDeliveryCancelled, []DeliveryState{DeliveryReady, DeliveryHeld, DeliveryUnknown}, DeliveryCancelled},
		{EventDeliveryHeld, []DeliveryState{DeliveryReady}, DeliveryHeld},
		{EventDeliveryRestored, trying, DeliveryHeld},
		{EventDeliveryReleased, []DeliveryState{DeliveryHeld}, DeliveryReady},
		{EventDeliveryRetried, []DeliveryState{DeliveryReady, DeliveryHeld, DeliveryUnknown, DeliveryFailed}, DeliveryReady},
	}
}

func deliveryMachine() machine[DeliveryState] {
	return machine[DeliveryState]{"delivery", "changed_ms", DeliveryMoves()}
}

// eventOfAttempt returns what an attempt that ended so means for its delivery, "" for an
// outcome that is none.
func eventOfAttempt(outcome AttemptOutcome) Event {
	switch outcome {
	case AttemptSent:
		return EventDeliverySent
	case AttemptDeferred:
		return EventDeliveryDeferred
	case AttemptFailed:
		return EventDeliveryRefused
	case AttemptUnknown:
		return EventDeliveryLost
	case AttemptPaused:
		return EventDeliveryPaused
	}
	return ""
}

// OperatorAction is what a person may do to a Delivery that is not sent.
type OperatorAction string

// The actions.
const (
	OperatorCancel  OperatorAction = "cancel"  // never send it
	OperatorHold    OperatorAction = "hold"    // not before it is released
	OperatorRelease OperatorAction = "release" // as before it was held
	OperatorRetry   OperatorAction = "retry"   // now, or again though it failed or is unknown
)

// event returns what an action is for a delivery, "" for an action that is none.
func (a OperatorAction) event() Event {
	switch a {
	case OperatorCancel:
		return EventDeliveryCancelled
	case OperatorHold:
		return EventDeliveryHeld
	case OperatorRelease:
		return EventDeliveryReleased
	case OperatorRetry:
		return EventDeliveryRetried
	}
	return ""
}
