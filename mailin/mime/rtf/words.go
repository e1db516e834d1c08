package rtf

// word does what a control word says ([MS-RTF] 1.9.1, Word 2007).
func (r *reader) word(word string, n int, given, starred bool) {
	switch word {
	case "bin":
		r.in = r.in[min(max(n, 0), len(r.in)):]
		return
	case "u":
		r.unicode(n)
		return
	}
	if r.toSkip > 0 { // a control word stands for one character too
		r.toSkip--
		return
	}
	on := !given || n != 0
	if c, known := characters[word]; known {
		r.rune(c)
		return
	}
	switch word {
	case "ansicpg":
		if n > 0 {
			r.page = n
		}
	case "mac":
		r.page = 10000
	case "pc":
		r.page = 437
	case "pca":
		r.page = 850
	case "deff":
		r.usual = n
	case "uc":
		r.skip = min(max(n, 0), 16)
	case "fonttbl":
		r.table = true
	case "f":
		r.flush()
		if r.table {
			r.fontOf = n
		} else {
			r.font = n
		}
	case "fcharset":
		if r.table && len(r.fonts) < 1000 {
			r.fonts[r.fontOf] = pages[n]
		}
	case "plain":
		r.flush()
		r.font, r.hidden = -1, false
	case "v":
		r.flush()
		r.hidden = on
	case "par", "line", "row", "sect", "page", "softline", "nestrow":
		r.line()
	case "cell", "nestcell", "tab":
		r.rune('\t')
	case "fromhtml":
		r.fromHTML = on && r.out.Len() == 0
	case "htmlrtf":
		if r.fromHTML {
			r.flush()
			r.plain = on
		}
	case "htmltag":
		if r.fromHTML {
			r.silent, r.tag, r.starred = false, true, false
			return
		}
		r.silent = true
	case "ud": // the same as what \upr begins with, in Unicode
		r.silent = false
	default:
		if silent[word] || starred && !spoken[word] {
			r.silent = true
		}
	}
}

// characters are the words that stand for one character.
var characters = map[string]rune{
	"emdash": '—', "endash": '–', "lquote": '‘', "rquote": '’', "ldblquote": '“', "rdblquote": '”', "bullet": '•',
	"emspace": ' ', "enspace": ' ', "qmspace": ' ', "ltrmark": 0x200E, "rtlmark": 0x200F, "zwj": 0x200D, "zwnj": 0x200C,
}

// silent are the words that begin a group with nothing to read in it.
var silent = map[string]bool{
	"colortbl": true, "stylesheet": true, "info": true, "pict": true, "object": true, "listtable": true, "listoverridetable": true,
	"header": true, "headerl": true, "headerr": true, "headerf": true, "footer": true, "footerl": true, "footerr": true, "footerf": true,
	"filetbl": true, "revtbl": true, "rsidtbl": true, "themedata": true, "datastore": true, "xmlnstbl": true, "fldinst": true, "bkmkstart": true, "bkmkend": true,
	"latentstyles": true, "generator": true, "ftnsep": true, "ftnsepc": true, "aftnsep": true, "aftnsepc": true, "nonesttables": true, "template": true, "private": true, "passwordhash": true, "upr": true,
	"mhtmltag": true, "htmlbase": true, "sp": true,
}

// spoken are the words whose groups are read though programs may pass over them.
var spoken = map[string]bool{"shptxt": true, "shpinst": true, "nesttableprops": true, "fldrslt": true}

// pages are the code pages of the character sets of fonts. That of ANSI, which is 0, is
// the page of the whole: so programs write that know no other.
var pages = map[int]int{
	77: 10000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257,
	204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850,
}
