package store

// What other tables took from mail. TestErase_everyColumnIsDecided holds that each column of text
// is named here or in keptColumns.

// rowErasure is what takes from rows what came of mail that was erased.
func rowErasure() []string {
	const (
		gone = ` IN (SELECT message_id FROM erased_message)`
		// What people agreed on stays if one of them is erased: the agreement of the others rests on it.
		goneWithAll = ` IN (SELECT x.message_id FROM erased_message x JOIN erasure e ON e.id = x.erasure_id WHERE length(e.person) = 0)`
	)
	return []string{
		`UPDATE cases SET title = '', words = '', about = '', later = '', waits = '' WHERE message_id` + gone + ` AND state = 'closed'`,
		`UPDATE awaited SET what = '' WHERE message_id` + gone,
		`UPDATE confirmation SET title = '', text = '', next = '', before = '' WHERE message_id` + goneWithAll + ` AND state IN ('settled', 'withdrawn')`,
		`UPDATE confirmation_version SET text = '' WHERE confirmation_id IN (SELECT id FROM confirmation WHERE message_id` + goneWithAll + ` AND state IN ('settled', 'withdrawn'))`,
		`UPDATE confirmer SET words = '' WHERE message_id` + gone + ` AND confirmation_id IN (SELECT id FROM confirmation WHERE state IN ('settled', 'withdrawn'))`,
		`UPDATE procedure_step SET text = '' WHERE message_id` + gone,
		`UPDATE procedure SET title = '' WHERE id IN (SELECT procedure_id FROM procedure_step WHERE version = 1 AND message_id` + goneWithAll + `) OR case_id IN (SELECT id FROM cases WHERE message_id` + goneWithAll + ` AND state = 'closed')`,
		`UPDATE outside_item SET title = '' WHERE procedure_id IN (SELECT id FROM procedure WHERE title = '') OR case_id IN (SELECT id FROM cases WHERE title = '')`,
		`UPDATE action SET what = '', owner = '', address = '' WHERE state <> 'open' AND (message_id` + gone + ` OR confirmation_id IN (SELECT id FROM confirmation WHERE message_id` + gone + `))`,
		`UPDATE held SET effect = '{}' WHERE message_id` + gone + ` AND state <> 'held'`,
		`UPDATE missing_mail SET words = '', print = '', name = '', address = '' WHERE message_id` + gone,
		`UPDATE receipt SET words = '', deputy_of = '' WHERE message_id` + gone,
		`UPDATE survey_answer SET words = '' WHERE message_id` + gone,
		`UPDATE team_part SET text = '' WHERE message_id` + gone,
		`UPDATE version_file SET name = '' WHERE message_id` + gone,
		`UPDATE shown SET text = '', words = '[]', address = '' WHERE mail_id IN (SELECT id FROM outgoing_mail WHERE raw_id` + gone + `)`,
		`UPDATE delivery SET recipient = 'erased ' || id, recipient_key = '', reply = '' WHERE mail_id IN (SELECT id FROM outgoing_mail WHERE raw_id` + gone + `) AND state IN ('sent', 'failed', 'cancelled', 'bounced')`,
		`UPDATE attempt SET reply = '' WHERE delivery_id IN (SELECT d.id FROM delivery d JOIN outgoing_mail o ON o.id = d.mail_id WHERE o.raw_id` + gone + `)`,
		`UPDATE bounce SET reply = '' WHERE raw_id` + gone,
		`UPDATE closing SET items = '[]', facts = '{}', problems = '[]' WHERE message_id` + goneWithAll + ` AND state IN ('closed', 'dropped')`,
		`DELETE FROM notice WHERE sent_ms > 0 AND key IN (SELECT key FROM outgoing_mail WHERE raw_id` + gone + `)`,
		`DELETE FROM file WHERE NOT EXISTS (SELECT 1 FROM raw_file f WHERE f.file_id = file.id) AND NOT EXISTS (SELECT 1 FROM version_file v WHERE v.sha256 = file.sha256 AND v.message_id NOT` + gone + `)`,
	}
}

// projectErasure is what takes from a project what no mail brought; $2 is the time before which, or
// NULL. Its people go with the whole of it alone.
func projectErasure(whole bool) []string {
	const (
		of       = ` WHERE project = $1 AND ($2 IS NULL OR changed_ms < $2)`
		settled  = `(SELECT id FROM confirmation` + of + ` AND state IN ('settled', 'withdrawn'))`
		finished = `(SELECT id FROM procedure` + of + ` AND state IN ('rejected', 'verified', 'evaluated', 'dropped'))`
	)
	statements := []string{
		`UPDATE confirmation_version SET text = '' WHERE confirmation_id IN ` + settled,
		`DELETE FROM confirmer WHERE confirmation_id IN ` + settled,
		`UPDATE confirmation SET title = '', text = '', next = '', before = ''` + of + ` AND state IN ('settled', 'withdrawn')`,
		`UPDATE procedure_step SET text = '' WHERE procedure_id IN ` + finished,
		`UPDATE procedure SET title = ''` + of + ` AND state IN ('rejected', 'verified', 'evaluated', 'dropped')`,
		`UPDATE cases SET title = '', words = '', about = '', later = '', waits = '', owner = ''` + of + ` AND state = 'closed'`,
		`UPDATE awaited SET what = ''` + of + ` AND state <> 'open'`,
		`UPDATE action SET what = '', owner = '', address = ''` + of + ` AND state <> 'open'`,
		`UPDATE report SET draft = '', before = '', figures = '', outside = ''` + of + ` AND state IN ('sent', 'skipped')`,
		`UPDATE outside_item SET title = '', fault = ''` + of + ` AND state <> 'wanted'`,
		`DELETE FROM survey_answer WHERE survey_id IN (SELECT id FROM survey` + of + ` AND state = 'closed')`,
		`DELETE FROM survey_person WHERE survey_id IN (SELECT id FROM survey` + of + ` AND state = 'closed')`,
		`UPDATE team_part SET text = ''` + of + ` AND state <> 'asked'`,
		`UPDATE meeting SET title = '', people = '[]', url = '', conference = '' WHERE project = $1 AND ($2 IS NULL OR end_ms < $2) AND state = 'over'`,
		`UPDATE closing SET client = '', items = '[]', facts = '{}', problems = '[]', progress = '[]'` + of + ` AND state IN ('closed', 'dropped')`,
		`DELETE FROM lesson WHERE project = $1 AND ($2 IS NULL OR created_ms < $2)`,
		`DELETE FROM notice WHERE project = $1 AND sent_ms > 0 AND ($2 IS NULL OR created_ms < $2)`,
		`DELETE FROM deputy WHERE project = $1 AND ($2 IS NULL OR changed_ms < $2)`,
		`UPDATE request SET address = '', deputy_of = '' WHERE project = $1 AND state <> 'open' AND ($2 IS NULL OR asked_ms < $2)`,
	}
	if whole {
		statements = append(statements, `DELETE FROM person`+of)
	}
	return statements
}

// personErasure is what is kept of a person besides mail; $1 is their address. Who confirmed or
// approved what stays: the agreement of others rests on it. So does that they want no survey.
func personErasure() []string {
	return []string{
		`DELETE FROM person WHERE address = $1`,
		`DELETE FROM deputy WHERE address = $1 OR deputy = $1`,
		`DELETE FROM digest_only WHERE address = $1`,
		`DELETE FROM suspended WHERE address = $1`,
		`DELETE FROM notice WHERE address = $1 AND sent_ms > 0`,
		`DELETE FROM waiting_mail WHERE address = $1`,
		`DELETE FROM survey_answer WHERE address = $1 AND survey_id IN (SELECT id FROM survey WHERE state = 'closed')`,
		`DELETE FROM survey_person WHERE address = $1 AND survey_id IN (SELECT id FROM survey WHERE state = 'closed')`,
		`UPDATE confirmer SET words = '' WHERE address = $1 AND confirmation_id IN (SELECT id FROM confirmation WHERE state IN ('settled', 'withdrawn'))`,
		`UPDATE missing_mail SET name = '', address = '' WHERE address = $1`,
		`UPDATE action SET owner = '', address = '' WHERE address = $1 AND state <> 'open'`,
		`UPDATE cases SET owner = '' WHERE owner = $1 AND state = 'closed'`,
		`UPDATE receipt SET address = '', words = '' WHERE address = $1 AND queued_ms > 0`,
		`UPDATE request SET address = '' WHERE address = $1 AND state <> 'open'`,
		`UPDATE team_part SET text = '' WHERE address = $1 AND state <> 'asked'`,
		`UPDATE delivery SET recipient = 'erased ' || id, recipient_key = '', reply = '' WHERE recipient_key = $1 AND state IN ('sent', 'failed', 'cancelled', 'bounced')`,
		`UPDATE meeting SET people = (SELECT json_group_array(json(j.value)) FROM json_each(people) j WHERE coalesce(lower(j.value ->> 'address'), '') <> $1)
			WHERE state = 'over' AND EXISTS (SELECT 1 FROM json_each(people) j WHERE lower(j.value ->> 'address') = $1)`,
	}
}

// heldPeople lists the addresses of whom something is held that personErasure takes.
const heldPeople = `SELECT address FROM person UNION SELECT address FROM deputy UNION SELECT deputy FROM deputy UNION SELECT address FROM digest_only
	UNION SELECT address FROM suspended UNION SELECT address FROM notice WHERE sent_ms > 0 UNION SELECT address FROM waiting_mail
	UNION SELECT address FROM survey_answer UNION SELECT address FROM survey_person UNION SELECT r.address FROM confirmer r JOIN confirmation c ON c.id = r.confirmation_id WHERE r.words <> '' AND c.state IN ('settled', 'withdrawn')
	UNION SELECT address FROM missing_mail UNION SELECT address FROM action UNION SELECT owner FROM cases WHERE state = 'closed'
	UNION SELECT address FROM receipt UNION SELECT address FROM request UNION SELECT address FROM team_part WHERE text <> ''
	UNION SELECT recipient_key FROM delivery WHERE recipient_key <> ''
	UNION SELECT coalesce(lower(j.value ->> 'address'), '') FROM meeting m, json_each(m.people) j WHERE m.state = 'over'`

// keptColumns says of each column of text that no erasure empties why it stays.
func keptColumns() map[string]string {
	return map[string]string{
		"mailbox.account": "ours", "held.why": "a word of ours", "mailbox.folder": "ours", "uid.reason": "of mail that is not in the log",
		"graph_folder.account": "ours", "graph_folder.folder": "ours", "graph_folder.server_id": "Microsoft's", "graph_folder.link": "Microsoft's", "graph_item.item": "Microsoft's name for a mail, until that leaves the folder",
		"raw.sha256":         "by which the same mail is known again",
		"message.message_id": "by which answers find their thread; it has no text", "reference.message_id": "as message.message_id", "other_id.rfc_id": "as message.message_id",
		"body.in_reply_to": "as message.message_id", "body.refs": "as message.message_id", "request.message_id": "as message.message_id",
		"missing_mail.rfc_id": "as message.message_id", "outgoing_mail.message_id": "as message.message_id", "meeting.uid": "as message.message_id", "meeting_series.uid": "as message.message_id",
		"same_mail.identity": "by which the same mail is known again", "signature.hash": "by which a replayed mail is known",
		"request.token": "a hash of a random number", "delivery.return_tag": "a random number", "outside_item.mark": "a random number",
		"outgoing_mail.key": "words and numbers of ours, and the address of who is asked", "outgoing_mail.relay": "ours",
		"outside_item.tracker": "ours", "outside_item.outside_id": "the tracker's", "outside_item.key": "the tracker's", "outside_item.url": "the tracker's",
		"confirmer.address": "who agreed: others rest on it", "confirmer.name": "who agreed", "confirmer.by": "who agreed", "confirmer.deputy": "who agreed", "confirmer.deputy_name": "who agreed",
		"survey.template": "ours", "survey.form": "the questions, which are ours", "survey.occasion": "words and numbers of ours",
		"survey_stop.address": "that they want no survey has to be known", "team_stop.address": "that they want no such mail has to be known", "team_part.address": "whose part of a report it was", "team_part.shown": "addresses of PMs",
		"digest.address": "of a PM", "digest.items": "numbers",
		"action_list.items": "numbers", "command.address": "removed once it was carried out", "command.command": "removed once it was carried out",
		"trouble.object": "an account, folder or relay of ours", "trouble.detail": "what a server said of these", "upkeep.detail": "where a copy is, or why it failed",
		"allowance.who": "for two days: how often something may concern them", "allowance.effect": "a word of ours", "proved_sender.address": "for 90 days: that their mail is proved keeps forged mail from counting",
		"relay_limit.relay": "ours", "bounce.status": "a number of the protocol", "bounce.hint": "a word of ours",
		"entry.hash": "the chain", "entry.content": "the chain", "event.salt": "the chain", "event.events": "the chain", "event.hash": "the chain", "event.seal": "the chain", "ledger.key_check": "the chain", "shape.text": "the chain",
		"erasure.person": "a keyed hash", "erasure.reason": "why it was erased", "client_reminder.left": "a word of ours", "closing.occasion": "a word or a day of ours", "closing.retrospective": "a word of ours",
		"file.sha256": "of a file that others still have", "version_file.sha256": "by which the same file is known again", "version_file.type": "a word of the protocol", "version_file.problem": "a word of ours", "shown.sha256": "a hash",
		"meeting.system": "a word of ours", "meeting_series.title": "of meetings to come", "meeting_series.rule": "of meetings to come", "meeting_series.system": "of meetings to come", "meeting_series.conference": "of meetings to come", "meeting_series.url": "of meetings to come", "meeting_series.people": "of meetings to come",
		"person.contact": "with the row", "person.wanted": "with the row",
	}
}
