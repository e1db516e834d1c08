package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"rapport/store/pattern"
)

// ErrBinding reports that somebody was to agree for another to what binds.
var ErrBinding = errors.New("it is binding, so only those who are asked can agree to it")

// ConfirmFor records that people confirmed by other means, as actor states. who names them,
// each by a whole name or address that is unique among those who are asked; otherwise the
// error is ErrNotFound, and nobody has confirmed. To what binds nobody can agree for
// another: ErrBinding. Who has confirmed themselves has done so still.
func (tx *Tx) ConfirmFor(id int64, version int, who, actor string, message int64) error {
	c, err := tx.Confirmation(id)
	if err != nil {
		return err
	}
	if c.State != ConfirmationAsked || c.Version != version {
		return fmt.Errorf("%w: version %d is %s", ErrState, c.Version, c.State)
	}
	if c.Kind.IsBinding() {
		return fmt.Errorf("confirm %s %d for %q: %w", c.Kind, c.Number, who, ErrBinding)
	}
	people, err := collect(tx.ctx, tx.sql, "list who is asked", func(row scanner) (p Address, err error) {
		err = row.Scan(&p.Address, &p.Name)
		return p, err
	}, `SELECT address, name FROM confirmer WHERE confirmation_id = $1 AND version = $2`, id, version)
	if err != nil {
		return err
	}
	named, err := namedAmong(people, who)
	if err != nil {
		return err
	}
	for _, p := range named {
		if err := tx.exec(`UPDATE confirmer SET state = 'confirmed', words = '', deputy = '', deputy_name = '', by = $1, message_id = $2, at_ms = $3, provisional = 0
			WHERE confirmation_id = $4 AND version = $5 AND address = $6 AND NOT (state = 'confirmed' AND by = '' AND provisional = 0)`,
			cleanActor(actor), optional(message), tx.now, id, version, p.Address); err != nil {
			return err
		}
	}
	return nil
}

// namedAmong returns the people whom words name: one, or several with "and" between them.
func namedAmong(people []Address, words string) ([]Address, error) {
	one, err := oneAmong(people, words)
	if err == nil {
		return []Address{one}, nil
	}
	parts := andBetween.Split(strings.TrimSpace(words), -1)
	if len(parts) < 2 {
		return nil, err
	}
	var named []Address
	for _, part := range parts {
		one, err := oneAmong(people, part)
		if err != nil {
			return nil, err
		}
		named = append(named, one)
	}
	return named, nil
}

var andBetween = pattern.New(`\s*(?:[,，、;；&]|\s(?i:and)\s|[和与及跟])\s*`)

// oneAmong returns the one of the people whom words name: by the address, the whole name,
// whole words of the name, or else the part of the address before the @.
func oneAmong(people []Address, words string) (Address, error) {
	said := nameWords(words)
	var found []Address
	for _, is := range []func(p Address) bool{
		func(p Address) bool { return p.Address == keyOf(strings.TrimSpace(words)) },
		func(p Address) bool { return slices.Equal(nameWords(p.Name), said) },
		func(p Address) bool { return isPartOfName(said, p.Name) },
		func(p Address) bool { return len(said) == 1 && strings.HasPrefix(p.Address, said[0]+"@") },
	} {
		if found = slices.DeleteFunc(slices.Clone(people), func(p Address) bool { return !is(p) }); len(said) > 0 && len(found) > 0 {
			break
		}
	}
	switch {
	case len(said) == 0 || len(found) == 0:
		return Address{}, fmt.Errorf("%q is nobody who is asked: %w", words, ErrNotFound)
	case len(found) > 1:
		return Address{}, fmt.Errorf("%q is more than one of the people who are asked: %w", words, ErrNotFound)
	}
	return found[0], nil
}

// nameWords returns the words of a name in lower case, without a form of address.
func nameWords(name string) []string {
	words := strings.Fields(strings.ToLower(strings.Map(func(r rune) rune {
		if strings.ContainsRune(",.，。（）()", r) {
			return ' '
		}
		return r
	}, name)))
	if len(words) > 1 && formsOfAddress[words[0]] {
		words = words[1:]
	}
	return words
}

var formsOfAddress = map[string]bool{"mr": true, "mrs": true, "ms": true, "miss": true, "dr": true, "prof": true, "herr": true, "frau": true}

// isPartOfName reports whether words are whole words of a name, or a Chinese family name with
// a title: 王总, 王经理.
func isPartOfName(words []string, name string) bool {
	own := nameWords(name)
	if len(words) == 1 {
		if m := familyAndTitle.FindStringSubmatch(words[0]); m != nil && len(own) == 1 {
			return strings.HasPrefix(own[0], m[1]) && utf8.RuneCountInString(own[0]) > utf8.RuneCountInString(m[1])
		}
	}
	return !slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(own, word) })
}

var familyAndTitle = pattern.New(`^(\p{Han}{1,2})(?:总监|总|经理|主任|部长|处长|科长|老师|工|先生|女士|小姐|老板)$`)
