package store

import (
	"context"
	"time"
)

// NoticePeriod is how long somebody in whose name a provisional confirmation came has to say no,
// from when they were notified.
const NoticePeriod = 24 * time.Hour

// SetProvisional sets whether a confirmation of these minutes that nothing proves counts after
// NoticePeriod. It has no effect on any other text.
func (tx *Tx) SetProvisional(id int64, provisional bool) error {
	return tx.exec(`UPDATE confirmation SET provisional = $1 WHERE id = $2 AND kind = 'minutes' AND provisional <> $3`, provisional, id, provisional)
}

// ToldProvisional returns, by address, when each person whose confirmation of a version is
// provisional was notified: when that mail was sent to them. It leaves out people whom it did not
// reach.
func (s *Store) ToldProvisional(ctx context.Context, confirmation int64, version int) (map[string]time.Time, error) {
	told := map[string]time.Time{}
	_, err := collect(ctx, s.reader, "list who was told of a provisional confirmation", func(row scanner) (none struct{}, err error) {
		var (
			address string
			at      time.Time
		)
		err = row.Scan(&address, ms(&at))
		told[address] = at
		return none, err
	}, `SELECT v.address, min(d.changed_ms) FROM confirmer v
		JOIN request r ON r.purpose = 'confirm' AND r.object = v.confirmation_id AND r.version = v.version AND r.address = v.address AND r.asked_ms >= v.at_ms
		JOIN outgoing_mail m ON m.message_id = r.message_id AND m.purpose = 'confirm-outcome' JOIN delivery d ON d.mail_id = m.id
		WHERE v.confirmation_id = $1 AND v.version = $2 AND v.state = 'confirmed' AND v.provisional = 1 AND d.state = 'sent' GROUP BY v.address`, confirmation, version)
	return told, err
}
