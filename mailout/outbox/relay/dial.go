package relay

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
)

// Dial connects to a relay, encrypts the connection and logs in, and returns a
// Session that is ready for mail. If it fails, nothing was sent, and no mail's
// attempt should be counted. Its errors wrap ErrAuth, ErrTLS, ErrHost or
// ErrProtocol, a *Refusal if the server refused, or else the error of the network
// or of Config.Secret. Dial stops when ctx is done.
func Dial(ctx context.Context, config Config) (*Session, error) {
	secret, used := config.Secret, ""
	if secret != nil {
		config.Secret = func(ctx context.Context) (string, error) {
			text, err := secret(ctx)
			used = text
			return text, err
		}
	}
	s, err := dial(ctx, config)
	if config.Renew != nil && used != "" && errors.Is(err, ErrAuth) && ctx.Err() == nil {
		renewed, failed := config.Renew(ctx, used)
		if failed == nil {
			config.Secret = func(context.Context) (string, error) { return renewed, nil }
			s, err = dial(ctx, config)
		} else {
			err = fmt.Errorf("%w; get another token: %w", err, failed)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("connect to relay %s: %w", cmp.Or(config.Name, config.Host), err)
	}
	return s, nil
}

func dial(ctx context.Context, config Config) (*Session, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	config = config.withDefaults()
	dialer := net.Dialer{Timeout: config.Timeouts.Connect}
	tcp, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(config.Host, strconv.Itoa(config.Port)))
	if err != nil {
		return nil, err
	}
	s := &Session{config: config, wire: &wire{Conn: tcp, block: config.Timeouts.Block, opening: true}}
	stop := s.watch(ctx)
	o := &opening{ctx: ctx, Session: s, stage: StageConnect}
	err = o.run()
	if stop() && err == nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		s.cut()
		return nil, err
	}
	s.wire.opening, s.wire.heard = false, nil
	return s, nil
}
