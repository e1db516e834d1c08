package demo

import (
	"strings"
	"time"
)

// demoRecap is what Zoom sums up of a meeting.
const demoRecap = "Quick recap\nThe group went through the returns form and wants it in three steps.\n\nNext steps\n- Li Na: send the new wireframes by Friday.\n- Anna Wright: list the reasons for returns.\n"

// recapMail is the mail of Zoom, as the server of the log mailbox keeps it: with what it found
// out of the sender.
func recapMail(end time.Time) []byte {
	at := end.Add(4 * time.Minute).Format(time.RFC1123Z)
	return crlf(
		"Authentication-Results: mx.agency.example; dkim=pass header.d=zoom.us; spf=pass smtp.mailfrom=zoom.us; dmarc=pass header.from=zoom.us",
		"Received: from o7.sg.zoom.us (o7.sg.zoom.us [192.0.2.41]) by mx.agency.example with ESMTPS id 4CvX7Q; "+at,
		"From: Zoom <no-reply@zoom.us>", "To: "+LiNa().Address, "Subject: Meeting assets for Returns form are ready!", "Date: "+at, "Message-ID: <recap@geopod.zoom.example>",
		"MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", demoRecap+"\nThank you for choosing Zoom,\nThe Zoom Team",
	)
}

// invitationMail is the invitation to a meeting of an hour that is over.
func invitationMail(end time.Time) []byte {
	const stamp = "20060102T150405Z"
	return crlf(
		"From: Anna Wright <"+Anna().Address+">", "To: "+LiNa().Address, "Cc: "+User, "Subject: Returns form", "Date: "+time.Now().UTC().Format(time.RFC1123Z), "Message-ID: <invitation@acme.example>",
		"MIME-Version: 1.0", "Content-Type: text/calendar; method=REQUEST; charset=utf-8", "",
		"BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:returns@acme.example", "SEQUENCE:0", "SUMMARY:Returns form",
		"DTSTART:"+end.Add(-time.Hour).Format(stamp), "DTEND:"+end.Format(stamp), "LOCATION:https://us06web.zoom.us/j/81234567890", "ORGANIZER:mailto:"+Anna().Address, "END:VEVENT", "END:VCALENDAR",
	)
}

// crlf joins the lines of a mail.
func crlf(lines ...string) []byte {
	text := strings.ReplaceAll(strings.Join(lines, "\n"), "\r\n", "\n")
	return []byte(strings.ReplaceAll(text, "\n", "\r\n") + "\r\n")
}
