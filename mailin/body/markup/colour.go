package markup

import (
	"math"
	"strconv"
	"strings"
)

// colour is one of a text or of what it is written on. It is set and not known where it is
// a picture or cannot be read.
type colour struct {
	r, g, b     uint8
	clear       bool // transparent
	said, known bool
}

// hardly is the distance of two colours, of 0 to 255, up to which nobody tells them apart.
const hardly = 24

// isUnseen reports whether text of a colour cannot be seen on paper of another.
func (c colour) isUnseen(paper colour) bool {
	if c.known && c.clear {
		return true
	}
	if !paper.said {
		paper = colour{r: 255, g: 255, b: 255, known: true}
	}
	if !c.known || !paper.known {
		return false
	}
	apart := func(a, b uint8) bool { return math.Abs(float64(a)-float64(b)) > hardly }
	return !apart(c.r, paper.r) && !apart(c.g, paper.g) && !apart(c.b, paper.b)
}

// paperOf reads a background: a colour, or something beside it.
func paperOf(value string) colour {
	if strings.Contains(value, "url(") || strings.Contains(value, "gradient") {
		return colour{said: true}
	}
	for {
		word, rest, _ := strings.Cut(value, " ")
		if i := strings.IndexByte(value, '('); i >= 0 && i < len(word) {
			end := strings.IndexByte(value, ')') + 1
			word, rest = value[:max(end, i)], value[max(end, i):]
		}
		c := colourOf(word)
		if c.clear {
			return colour{} // what is behind it
		}
		if c.known || rest == "" {
			return c
		}
		value = strings.TrimSpace(rest)
	}
}

// colourOf reads a colour (CSS Color 3); one that is inherited is none.
func colourOf(value string) colour {
	value = strings.TrimSpace(value)
	if hex, ok := strings.CutPrefix(value, "#"); ok {
		return hexadecimal(hex)
	}
	if name, arguments, ok := strings.Cut(value, "("); ok && (name == "rgb" || name == "rgba") {
		return functional(strings.TrimSuffix(arguments, ")"))
	}
	switch value {
	case "", "inherit", "initial", "unset", "currentcolor", "windowtext", "none", "auto", "window":
		return colour{}
	case "transparent":
		return colour{clear: true, said: true, known: true}
	case "white":
		return colour{r: 255, g: 255, b: 255, said: true, known: true}
	case "snow", "ivory", "whitesmoke", "ghostwhite", "floralwhite", "mintcream", "azure", "seashell", "aliceblue":
		return colour{r: 248, g: 250, b: 250, said: true, known: true}
	case "black":
		return colour{said: true, known: true}
	}
	if len(value) == 6 { // <font color=ffffff>
		if c := hexadecimal(value); c.known {
			return c
		}
	}
	return colour{said: true}
}

func hexadecimal(digits string) colour {
	if len(digits) == 3 || len(digits) == 4 {
		var b strings.Builder
		for i := range len(digits) {
			b.WriteString(digits[i:i+1] + digits[i:i+1])
		}
		digits = b.String()
	}
	n, err := strconv.ParseUint(digits, 16, 64)
	if err != nil || len(digits) != 6 && len(digits) != 8 {
		return colour{said: true}
	}
	alpha := uint64(255)
	if len(digits) == 8 {
		n, alpha = n>>8, n&255
	}
	return colour{r: uint8(n >> 16), g: uint8(n >> 8), b: uint8(n), clear: alpha < 26, said: true, known: true}
}

func functional(arguments string) colour {
	c := colour{said: true, known: true}
	for i, word := range strings.FieldsFunc(arguments, func(r rune) bool { return r == ',' || r == ' ' || r == '/' }) {
		n, err := strconv.ParseFloat(strings.TrimSuffix(word, "%"), 64)
		if err != nil || i > 3 {
			return colour{said: true}
		}
		if i == 3 {
			c.clear = n < 0.1 || strings.HasSuffix(word, "%") && n < 10
			continue
		}
		if strings.HasSuffix(word, "%") {
			n *= 2.55
		}
		*[]*uint8{&c.r, &c.g, &c.b}[i] = uint8(min(max(n, 0), 255))
	}
	return c
}
