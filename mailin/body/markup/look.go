package markup

import (
	"bytes"
	"math"
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

// rule is one of a style sheet, for elements of a tag, id and class; "" is any.
type rule struct {
	tag, id, class string
	look           look
}

// longestSheet and mostRules bound what is read of style sheets.
const (
	longestSheet = 64 << 10
	mostRules    = 300
)

// sheets returns the rules of the style sheets of a page that keep text from being seen.
func sheets(source string) []rule {
	lower := []byte(source)
	if !bytes.Contains(lower, []byte("</")) {
		return nil
	}
	var rules []rule
	for size := 0; size < longestSheet && len(rules) < mostRules; {
		i := indexFold(lower, "<style")
		if i < 0 {
			return rules
		}
		lower = lower[i+len("<style"):]
		begin := bytes.IndexByte(lower, '>')
		if begin < 0 {
			return rules
		}
		sheet := lower[begin+1:]
		if end := indexFold(sheet, "</style"); end >= 0 {
			sheet, lower = sheet[:end], sheet[end:]
		} else {
			lower = nil
		}
		sheet = sheet[:min(len(sheet), longestSheet-size)]
		size += len(sheet) + 1
		rules = appendRules(rules, uncommented(strings.ToLower(string(sheet))))
	}
	return rules
}

// indexFold is bytes.Index for a word in any case of letters.
func indexFold(text []byte, word string) int {
	for from := 0; ; {
		i := bytes.IndexByte(text[from:], word[0])
		if i < 0 || from+i+len(word) > len(text) {
			return -1
		}
		if strings.EqualFold(string(text[from+i:from+i+len(word)]), word) {
			return from + i
		}
		from += i + 1
	}
}

func uncommented(sheet string) string {
	sheet = strings.NewReplacer("<!--", "", "-->", "").Replace(sheet)
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(sheet, "/*")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, sheet, _ = strings.Cut(rest, "*/")
	}
}

// appendRules reads a style sheet. What holds for some windows alone, and what depends on
// the elements around, may hide text and may not.
func appendRules(rules []rule, sheet string) []rule {
	for len(rules) < mostRules {
		selectors, rest, found := strings.Cut(sheet, "{")
		if !found {
			return rules
		}
		selectors = strings.TrimSpace(selectors[strings.LastIndexAny(selectors, ";}")+1:])
		if strings.HasPrefix(selectors, "@") {
			if sheet = rest; !strings.HasPrefix(selectors, "@media") || strings.Contains(selectors, "print") {
				_, sheet, _ = strings.Cut(rest, "}")
			}
			continue
		}
		declarations, after, _ := strings.Cut(rest, "}")
		sheet = after
		l := declared(declarations)
		if l.plain() {
			continue
		}
		for selector := range strings.SplitSeq(selectors, ",") {
			compounds := strings.FieldsFunc(selector, func(r rune) bool {
				return r == ' ' || r == '>' || r == '+' || r == '~' || r == '\n' || r == '\t' || r == '\r'
			})
			if len(compounds) == 0 || strings.ContainsAny(selector, "[:") {
				continue
			}
			r := ruleFor(compounds[len(compounds)-1])
			if r.look = l; len(compounds) > 1 {
				r.look = look{faint: l.hides || l.faint, struck: l.struck}
			}
			rules = append(rules, r)
		}
	}
	return rules
}

func ruleFor(compound string) (r rule) {
	rest := compound
	end := strings.IndexAny(rest, ".#")
	if end < 0 {
		end = len(rest)
	}
	r.tag, rest = strings.TrimPrefix(rest[:end], "*"), rest[end:]
	for rest != "" {
		next := strings.IndexAny(rest[1:], ".#") + 1
		if next == 0 {
			next = len(rest)
		}
		if rest[0] == '#' {
			r.id = rest[1:next]
		} else {
			r.class = rest[1:next]
		}
		rest = rest[next:]
	}
	return r
}

// fits reports whether a rule is for an element.
func (r rule) fits(name []byte, attributes []Attribute) bool {
	if r.tag != "" && r.tag != string(name) {
		return false
	}
	if r.id != "" && !strings.EqualFold(r.id, string(Value(attributes, atom.Id))) {
		return false
	}
	if r.class == "" {
		return true
	}
	for class := range bytes.FieldsSeq(Value(attributes, atom.Class)) {
		if strings.EqualFold(r.class, string(class)) {
			return true
		}
	}
	return false
}

// colour is one of a text or of what it is written on. It is said and not known where it is
// a picture or not understood.
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
