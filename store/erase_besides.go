package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io"
	"slices"

	"rapport/store/mailaddr"
)

// eraseBesides takes what is held besides mail of the person or the project of a scope, unless
// something open holds it. The list beside the database has it first, as it has the mail.
func (s *Store) eraseBesides(tx *Tx, e Erasure) error {
	again := e.Scope.Besides
	if len(e.Scope.Hashes) > 0 || !again && len(e.Scope.Person) == 0 && e.Scope.Project == "" {
		return nil
	}
	held, err := besidesOf(tx.ctx, tx.sql, e.Scope)
	if err != nil || held != "" {
		return err
	}
	people := e.Scope.Person
	if again {
		if people, err = s.peopleOf(tx.ctx, tx.sql, e.Scope.Who); err != nil {
			return err
		}
	} else {
		line := s.lineOf(tx, e, []Hash{})
		line.Besides, line.Who = true, s.hashesOfPeople(people)
		if err := s.noteErased(line); err != nil {
			return err
		}
	}
	if len(e.Scope.Person) > 0 || len(e.Scope.Who) > 0 {
		err = tx.erasePeople(people)
	} else {
		err = tx.eraseProject(e.Scope)
	}
	if err != nil {
		return err
	}
	return tx.exec(`UPDATE erasure SET done_ms = $1 WHERE id = $2`, tx.now, e.ID)
}

func (tx *Tx) erasePeople(addresses []string) error {
	for _, address := range addresses {
		for _, statement := range personErasure() {
			if err := tx.exec(statement, mailaddr.Key(address)); err != nil {
				return fmt.Errorf("%.40s: %w", statement, err)
			}
		}
	}
	return nil
}

func (tx *Tx) eraseProject(scope ErasureScope) error {
	until := scope.Before
	if !scope.First.IsZero() && (until.IsZero() || scope.First.Before(until)) {
		until = scope.First
	}
	before := sql.NullInt64{Int64: millis(until), Valid: !until.IsZero()}
	for _, statement := range projectErasure(scope.Before.IsZero()) {
		if err := tx.exec(statement, scope.Project, before); err != nil {
			return fmt.Errorf("%.40s: %w", statement, err)
		}
	}
	return nil
}

// keyed returns a hash that only who has the key of the log can test.
func (s *Store) keyed(of string, texts ...[]byte) (h Hash) {
	mac := hmac.New(sha256.New, s.key[:])
	io.WriteString(mac, of)
	for _, text := range texts {
		mac.Write([]byte{'\n'})
		mac.Write(text)
	}
	mac.Sum(h[:0])
	return h
}

// hashOfPerson returns a keyed hash of an address.
func (s *Store) hashOfPerson(address string) Hash {
	return s.keyed("erased address", []byte(mailaddr.Key(address)))
}

func (s *Store) hashesOfPeople(addresses []string) []Hash {
	list := make([]Hash, len(addresses))
	for i, address := range addresses {
		list[i] = s.hashOfPerson(address)
	}
	return list
}

// personHash returns a keyed hash of the addresses of a scope, by which an erasure is known again;
// none where it is not of a person.
func (s *Store) personHash(scope ErasureScope) []byte {
	who := scope.Who
	if len(scope.Person) > 0 {
		who = s.hashesOfPeople(scope.Person)
	}
	if len(who) == 0 && !scope.OfPerson {
		return []byte{}
	}
	texts := make([][]byte, len(who))
	for i := range who {
		texts[i] = who[i][:]
	}
	h := s.keyed("erased person", texts...)
	return h[:]
}

// peopleOf returns the addresses, among those of which something is held besides mail, that keyed
// hashes name.
func (s *Store) peopleOf(ctx context.Context, q querier, who []Hash) ([]string, error) {
	if len(who) == 0 {
		return nil, nil
	}
	all, err := collect(ctx, q, "list of whom something is held", scanValue[string], heldPeople)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(address string) bool { return !slices.Contains(who, s.hashOfPerson(address)) }), nil
}
