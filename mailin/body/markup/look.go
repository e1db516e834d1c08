package markup

import (
	"strconv"
	"strings"

	"golang.org/x/net/html/atom"
)

// The names of attributes that package atom does not have.
const (
	bgcolor    = atom.Atom(1)
	ariaHidden = atom.Atom(2)
)

// otherAttribute returns the name of an attribute that package atom does not have.
func otherAttribute(name string) atom.Atom {
	switch name {
	case "data-marker":
		return atom.Class
	case "bgcolor":
		return bgcolor
	case "aria-hidden":
		return ariaHidden
	}
	return 0
}

// look is what the styles of an element do to the text in it.
type look struct {
	hides  bool // it is not shown
	faint  bool // it is shown where nobody sees it, or perhaps not at all
	struck bool // it is crossed out
	ink    colour
	paper  colour
}

// plain reports whether the styles do nothing.
func (l look) plain() bool { return l == look{} }

// over returns a look with what another adds to it.
func (l look) over(other look) look {
	l.hides, l.faint, l.struck = l.hides || other.hides, l.faint || other.faint, l.struck || other.struck
	if other.ink.said {
		l.ink = other.ink
	}
	if other.paper.said {
		l.paper = other.paper
	}
	return l
}

// leastSize is the size in pixels from which on text can be read, and farAway how far
// off the page text is moved to be out of sight.
const (
	leastSize = 3.5
	farAway   = -100
)

// declared returns what the declarations of a style do (CSS 2.2 section 4.1.8).
func declared(style string) (l look) {
	clipped, flat := false, false
	for declaration := range strings.SplitSeq(style, ";") {
		name, value, _ := strings.Cut(declaration, ":")
		name = strings.TrimSpace(name)
		value = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
		switch name {
		case "display":
			l.hides = l.hides || value == "none"
		case "visibility":
			l.hides = l.hides || value == "hidden" || value == "collapse"
		case "content-visibility":
			l.hides = l.hides || value == "hidden"
		case "mso-hide":
			l.hides = l.hides || value == "all"
		case "opacity":
			n, err := strconv.ParseFloat(strings.TrimSuffix(value, "%"), 64)
			l.hides = l.hides || err == nil && (n < 0.1 || strings.HasSuffix(value, "%") && n < 10)
		case "filter":
			l.faint = l.faint || strings.HasPrefix(value, "opacity(0")
		case "font-size":
			size, ok := pixels(value)
			l.hides = l.hides || ok && size == 0
			l.faint = l.faint || ok && size < leastSize
		case "font":
			size, _, _ := strings.Cut(value, "/")
			size = size[strings.LastIndexByte(size, ' ')+1:]
			n, ok := pixels(size)
			l.faint = l.faint || ok && n < leastSize && len(strings.Fields(value)) > 1
		case "max-height", "max-width":
			size, ok := pixels(value)
			l.faint = l.faint || ok && size == 0
			flat = flat || ok && size <= 1
		case "height", "width", "line-height":
			size, ok := pixels(value)
			flat = flat || ok && size <= 1 && name != "line-height"
		case "overflow", "overflow-x", "overflow-y":
			clipped = clipped || value == "hidden" || value == "clip"
		case "text-indent", "left", "right", "top", "bottom", "margin", "margin-left", "margin-top", "margin-right", "letter-spacing":
			first, _, _ := strings.Cut(value, " ")
			size, ok := pixels(first)
			l.faint = l.faint || ok && (size <= farAway || name == "letter-spacing" && size <= -5)
		case "clip":
			l.faint = l.faint || isSpeck(value)
		case "clip-path", "-webkit-clip-path":
			l.faint = l.faint || strings.HasPrefix(value, "inset(50%") || strings.HasPrefix(value, "inset(100%") || strings.HasPrefix(value, "circle(0") || strings.HasPrefix(value, "polygon(0 0, 0 0")
		case "transform":
			l.faint = l.faint || strings.Contains(value, "scale(0)") || strings.Contains(value, "(-9")
		case "text-decoration", "text-decoration-line":
			l.struck = l.struck || strings.Contains(value, "line-through")
		case "color", "-webkit-text-fill-color":
			if c := colourOf(value); c.said {
				l.ink = c
			}
		case "background-color", "background":
			l.paper = paperOf(value)
		case "background-image":
			if value != "none" {
				l.paper = colour{said: true}
			}
		}
	}
	l.faint = l.faint || clipped && flat
	return l
}

// isSpeck reports whether a rectangle (CSS 2.2 section 11.1.2) shows nothing.
func isSpeck(value string) bool {
	value, ok := strings.CutPrefix(value, "rect(")
	if !ok {
		return false
	}
	for _, side := range strings.FieldsFunc(strings.TrimSuffix(value, ")"), func(r rune) bool { return r == ',' || r == ' ' }) {
		if size, ok := pixels(side); !ok || size > 1 {
			return false
		}
	}
	return true
}

// pixels reads a length.
func pixels(value string) (float64, bool) {
	end := len(value)
	for end > 0 && (value[end-1] >= 'a' && value[end-1] <= 'z' || value[end-1] == '%') {
		end--
	}
	n, err := strconv.ParseFloat(value[:end], 64)
	if err != nil {
		return 0, false
	}
	switch value[end:] {
	case "", "px":
		return n, true
	case "pt":
		return n * 4 / 3, true
	case "em", "rem":
		return n * 16, true
	case "ex", "ch":
		return n * 8, true
	case "%":
		return n * 16 / 100, true
	case "cm":
		return n * 38, true
	case "mm":
		return n * 3.8, true
	case "in":
		return n * 96, true
	case "vw", "vh":
		return n * 6, true
	}
	return 0, false
}

// attributed returns what the attributes of an element do, its style among them.
func attributed(tag atom.Atom, attributes []Attribute) (l look) {
	switch tag {
	case atom.S, atom.Strike, atom.Del:
		l.struck = true
	}
	for _, a := range attributes {
		switch a.Name {
		case atom.Hidden:
			l.hides = true
		case ariaHidden:
			l.faint = l.faint || string(a.Value) == "true"
		case atom.Style:
			l = l.over(declared(strings.ToLower(string(a.Value[:min(len(a.Value), 2000)]))))
		case atom.Color:
			if tag == atom.Font {
				l = look{ink: colourOf(strings.ToLower(string(a.Value)))}.over(l)
			}
		case bgcolor:
			l = look{paper: colourOf(strings.ToLower(string(a.Value)))}.over(l)
		}
	}
	return l
}
