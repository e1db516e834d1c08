// Package metrics writes figures of the daemon in the text format of Prometheus, into a file
// for node_exporter and on an address of this machine.
package metrics

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// page is a text in the format that Prometheus reads:
// https://prometheus.io/docs/instrumenting/exposition_formats/
type page struct{ bytes.Buffer }

// Kinds of metrics.
const (
	gauge   = "gauge"
	counter = "counter"
)

// sample is one value with its labels, as name and value in turn.
type sample struct {
	labels []string
	value  float64
}

// metric writes a metric with all of its samples; nothing where there are none.
func (p *page) metric(name, kind, help string, samples ...sample) {
	if len(samples) == 0 {
		return
	}
	fmt.Fprintf(p, "# HELP %s %s\n# TYPE %s %s\n", name, escape(help, false), name, kind)
	for _, s := range samples {
		p.WriteString(name)
		for i := 0; i+1 < len(s.labels); i += 2 {
			p.WriteByte("{,"[min(i, 1)])
			p.WriteString(s.labels[i] + `="` + escape(s.labels[i+1], true) + `"`)
		}
		if len(s.labels) > 0 {
			p.WriteByte('}')
		}
		p.WriteString(" " + strconv.FormatFloat(s.value, 'f', -1, 64) + "\n")
	}
}

// value is a sample without labels.
func value[N int | int64 | float64](n N) sample { return sample{value: float64(n)} }

// labelled is a sample with labels.
func labelled[N int | int64 | float64](n N, labels ...string) sample {
	return sample{labels, float64(n)}
}

// flag is 1 for true.
func flag(b bool) sample {
	if b {
		return value(1)
	}
	return value(0)
}

// escape returns text as a help or, in quotes, as the value of a label.
func escape(text string, quoted bool) string {
	text = strings.NewReplacer("\\", `\\`, "\n", `\n`).Replace(strings.ToValidUTF8(text, "�"))
	if quoted {
		text = strings.ReplaceAll(text, `"`, `\"`)
	}
	return text
}
