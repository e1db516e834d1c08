package setup

import (
	"context"
	"crypto/tls"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"rapport/cmd/rapport/config"
	"rapport/store/mailaddr"
)

// Bounds of what a domain says about its servers.
const (
	autoconfigPatience = 4 * time.Second
	autoconfigSize     = 64 << 10
	autoconfigHops     = 3
)

// autoconfig is a file in which a domain names its servers to mail programs, as far as it is read.
// See https://www.ietf.org/archive/id/draft-ietf-mailmaint-autoconfig-00.html.
type autoconfig struct {
	Incoming []autoconfigServer `xml:"emailProvider>incomingServer"`
	Outgoing []autoconfigServer `xml:"emailProvider>outgoingServer"`
}

type autoconfigServer struct {
	Type   string `xml:"type,attr"`
	Host   string `xml:"hostname"`
	Port   int    `xml:"port"`
	Socket string `xml:"socketType"`
	User   string `xml:"username"`
}

// autoconfig asks a domain for that file, over TLS alone. It returns where it was; "" for nowhere.
func (n Network) autoconfig(ctx context.Context, domain string) (found autoconfig, url string) {
	client := &http.Client{
		Timeout:   autoconfigPatience,
		Transport: &http.Transport{DialContext: n.Dial, TLSClientConfig: &tls.Config{RootCAs: n.Roots}, DisableKeepAlives: true},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if host := r.URL.Hostname(); len(via) > autoconfigHops || r.URL.Scheme != "https" || !isWithin(host, domain) {
				return errors.New("it leads elsewhere")
			}
			return nil
		},
	}
	for _, url := range []string{"https://autoconfig." + domain + "/mail/config-v1.1.xml", "https://" + domain + "/.well-known/autoconfig/mail/config-v1.1.xml"} {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			continue
		}
		response, err := client.Do(request)
		if err != nil {
			continue
		}
		text, err := io.ReadAll(io.LimitReader(response.Body, autoconfigSize+1))
		response.Body.Close()
		var file autoconfig
		if err == nil && response.StatusCode == http.StatusOK && len(text) <= autoconfigSize && xml.Unmarshal(text, &file) == nil {
			return file, url
		}
	}
	return autoconfig{}, ""
}

// pick returns the first server of a type that is encrypted, from the first byte before STARTTLS, and
// the account that logs in; "" where the file does not say how it follows from the address.
func pick(list []autoconfigServer, kind, address string) (s config.Server, user string) {
	local, domain, _ := mailaddr.Cut(address)
	for _, wanted := range []struct{ socket, tls string }{{"SSL", "implicit"}, {"STARTTLS", "starttls"}} {
		for _, one := range list {
			host := clean(strings.ReplaceAll(strings.TrimSpace(one.Host), "%EMAILDOMAIN%", domain))
			if !strings.EqualFold(one.Type, kind) || !strings.EqualFold(strings.TrimSpace(one.Socket), wanted.socket) || host == "" || one.Port < 1 || one.Port > 65535 {
				continue
			}
			user := map[string]string{"%EMAILADDRESS%": address, "%EMAILLOCALPART%": local}[strings.TrimSpace(one.User)]
			return config.Server{Host: host, Port: one.Port, TLS: wanted.tls}, user
		}
	}
	return s, ""
}

// isWithin reports whether a host is a domain or below it.
func isWithin(host, domain string) bool { return host == domain || strings.HasSuffix(host, "."+domain) }
