package store

import (
	"path"
	"slices"
	"strings"

	"rapport/store/pattern"
)

// IsWrapping reports whether an attachment holds parts of the mail, proves it, or was made by
// a server or a program of it.
func (a Attachment) IsWrapping() bool {
	switch a.Type {
	case "application/ms-tnef", "application/vnd.ms-tnef", "text/calendar", "application/ics",
		"application/pgp-signature", "application/pgp-keys", "application/pgp-encrypted",
		"message/delivery-status", "message/disposition-notification", "text/rfc822-headers", "application/applefile":
		return true
	}
	if strings.HasPrefix(a.Type, "application/pkcs7-") || strings.HasPrefix(a.Type, "application/x-pkcs7-") {
		return true
	}
	name := strings.ToLower(a.Name)
	return name == "winmail.dat" || serverMade.MatchString(name) || slices.Contains([]string{".p7s", ".p7m", ".asc", ".ics"}, path.Ext(name))
}

// serverMade are the names of parts that Exchange makes of the text below a file.
var serverMade = pattern.New(`^att\d{3,}\.(?:html?|txt)$`)
