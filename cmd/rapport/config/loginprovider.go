package config

import "rapport/cmd/rapport/login"

// loginProvider is what is known of how a provider grants tokens.
type loginProvider struct {
	name                          string
	auth, token, device, redirect string   // TENANT is that of Microsoft
	ways                          []string // the first is usual
	imap, smtp                    []string // scopes
	always                        []string // scopes that people agree to beside them
	app                           []string // scopes of an application
	extra                         map[string]string
}

// loginProviders lists the providers that grant tokens for IMAP and SMTP. Their addresses and
// scopes are those of the providers' own documentation; Zoho documents no scope for IMAP.
func loginProviders() map[string]loginProvider {
	const microsoft = "https://login.microsoftonline.com/TENANT/oauth2/v2.0/"
	return map[string]loginProvider{
		"microsoft": {
			name: "Microsoft", auth: microsoft + "authorize", token: microsoft + "token", device: microsoft + "devicecode",
			redirect: "http://localhost", // of which Microsoft accepts any port
			ways:     []string{"device", "browser", "app"},
			imap:     []string{"https://outlook.office.com/IMAP.AccessAsUser.All"}, smtp: []string{"https://outlook.office.com/SMTP.Send"},
			always: []string{"offline_access"}, app: []string{"https://outlook.office365.com/.default"},
		},
		"google": {
			name: "Google", auth: "https://accounts.google.com/o/oauth2/v2/auth", token: "https://oauth2.googleapis.com/token",
			ways: []string{"browser", "service_account"},
			imap: []string{"https://mail.google.com/"}, smtp: []string{"https://mail.google.com/"}, app: []string{"https://mail.google.com/"},
			extra: map[string]string{"access_type": "offline", "prompt": "consent"},
		},
		"yandex": {
			name: "Yandex", auth: "https://oauth.yandex.com/authorize", token: "https://oauth.yandex.com/token", redirect: "https://oauth.yandex.com/verification_code",
			ways: []string{"browser"},
			imap: []string{"mail:imap_full"}, smtp: []string{"mail:smtp"},
			extra: map[string]string{"force_confirm": "yes"},
		},
		"zoho": {
			name: "Zoho", auth: "https://accounts.zoho.com/oauth/v2/auth", token: "https://accounts.zoho.com/oauth/v2/token", redirect: "http://127.0.0.1:8917",
			ways:  []string{"browser"},
			extra: map[string]string{"access_type": "offline", "prompt": "consent"},
		},
		"fastmail": {
			name: "Fastmail", auth: "https://api.fastmail.com/oauth/authorize", token: "https://api.fastmail.com/oauth/refresh", redirect: "http://127.0.0.1:8917",
			ways: []string{"browser"},
			imap: []string{"https://www.fastmail.com/dev/protocol-imap"}, smtp: []string{"https://www.fastmail.com/dev/protocol-smtp"},
		},
	}
}

// orThis names the provider in a sentence.
func (p loginProvider) orThis() string {
	if p.name == "" {
		return "this provider"
	}
	return p.name
}

// scopes returns what to ask for: no more than what the tokens are used for.
func (p loginProvider) scopes(how login.How, u uses) (list []string) {
	if u.graph != "" {
		return graphScopes(!how.NeedsPerson(), u.graph, u.graphSends)
	}
	if !how.NeedsPerson() {
		return p.app
	}
	if u.imap {
		list = append(list, p.imap...)
	}
	if u.smtp && !(u.imap && len(p.imap) == 1 && len(p.smtp) == 1 && p.imap[0] == p.smtp[0]) {
		list = append(list, p.smtp...)
	}
	if list == nil {
		return nil
	}
	return append(list, p.always...)
}
