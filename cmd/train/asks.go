package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"rapport/classify/matter"
	"rapport/classify/weigh"
)

// asking is a labelled mail with the sentence of each of its asks.
type asking struct {
	Subject, Text string
	Asks          []string
}

func readAsks(path string) (list []asking, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		var a asking
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		list = append(list, a)
	}
	return list, lines.Err()
}

// learnAsks learns which sentences begin an ask.
func learnAsks(list []asking) *weigh.Model {
	var examples []weigh.Example
	for _, a := range list {
		examples = append(examples, matter.Examples(a.Subject, a.Text, a.Asks)...)
	}
	return weigh.Train(examples, often, matter.Labels()...)
}
