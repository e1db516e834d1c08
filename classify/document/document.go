// Package document reads the words of files that people attach to mail: of Word files and of
// plain text. It is pure, opens nothing but the bytes it gets, and does little work for any of
// them, since anybody may have written them. What it cannot read has no words.
package document

import (
	"archive/zip"
	"bytes"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

const (
	longestWords = 64 << 10 // of what is read, in bytes
	longestText  = 4 << 20  // of a text file that is read at all
	longestPart  = 16 << 20 // of the unpacked text of a Word file
	mostRatio    = 200      // times that a part of it of more than 1 MiB may grow when it is unpacked
	mostEntries  = 4096     // in a container
)

// Words returns the words of a file with a name, "" where it has none that can be read.
func Words(name string, content []byte) string {
	text := ""
	switch extension(name) {
	case ".txt", ".text", ".md", ".markdown":
		if len(content) > longestText {
			return ""
		}
		text = plain(content)
	case ".docx", ".docm":
		text = wordText(content)
	default:
		return ""
	}
	return cut(strings.TrimSpace(text), longestWords)
}

// IsPDF reports whether a file is a PDF, by its name and how it begins.
func IsPDF(name string, content []byte) bool {
	return extension(name) == ".pdf" && bytes.Contains(content[:min(len(content), 1024)], []byte("%PDF-"))
}

// plain returns a text file in UTF-8: by its byte order mark, as it is, or out of GB 18030.
func plain(content []byte) string {
	if bytes.HasPrefix(content, []byte("\xff\xfe")) || bytes.HasPrefix(content, []byte("\xfe\xff")) {
		decoded, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(content)
		if err != nil {
			return ""
		}
		content = decoded
	}
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(content) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(content)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			return ""
		}
		content = decoded
	}
	if bytes.IndexByte(content, 0) >= 0 {
		return ""
	}
	return strings.ReplaceAll(string(content), "\r\n", "\n")
}

// cut returns the first bytes of a text, whole lines of it.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return text[:strings.LastIndexByte(text[:most], '\n')+1]
}

func extension(name string) string { return strings.ToLower(path.Ext(strings.TrimSpace(name))) }

// Danger is what a file may do where it is opened.
type Danger string

// What a file may do.
const (
	Harmless Danger = ""
	Program  Danger = "program" // it is a program, or holds one: mail servers refuse it
	Macros   Danger = "macros"  // an office file with macros, which its reader is warned of
)

// DangerOf returns what a file may do, by its name, by how it begins, and by what its
// container lists.
func DangerOf(name string, content []byte) Danger {
	switch {
	case isProgram(name), bytes.HasPrefix(content, []byte("MZ")), bytes.HasPrefix(content, []byte("\x7fELF")):
		return Program
	case hasMacros(name):
		return Macros
	}
	files, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil || !bytes.HasPrefix(content, []byte("PK")) {
		if bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0")) && bytes.Contains(content, utf16("_VBA_PROJECT")) { // the directory of an OLE file
			return Macros
		}
		return Harmless
	}
	danger := Harmless
	for i, f := range files.File {
		switch {
		case i >= mostEntries:
			return danger
		case isProgram(f.Name):
			return Program
		case strings.HasSuffix(strings.ToLower(f.Name), "vbaproject.bin"), hasMacros(f.Name):
			danger = Macros
		}
	}
	return danger
}

// isProgram reports whether a file of that name is run when somebody opens it. The list is
// what large providers refuse.
func isProgram(name string) bool {
	switch extension(name) {
	case ".ade", ".adp", ".apk", ".app", ".appx", ".bat", ".cab", ".chm", ".cmd", ".com", ".cpl", ".dll", ".dmg", ".exe", ".hta", ".ins", ".isp",
		".iso", ".jar", ".js", ".jse", ".lib", ".lnk", ".mde", ".msc", ".msi", ".msix", ".msp", ".mst", ".nsh", ".pif", ".ps1", ".reg", ".scr", ".sct",
		".shb", ".sys", ".url", ".vb", ".vbe", ".vbs", ".vhd", ".vxd", ".wsc", ".wsf", ".wsh", ".xll":
		return true
	}
	return false
}

func hasMacros(name string) bool {
	switch extension(name) {
	case ".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".xlsb", ".pptm", ".potm", ".ppsm", ".ppam":
		return true
	}
	return false
}

// utf16 returns a text as OLE files have names.
func utf16(text string) []byte {
	var b []byte
	for _, c := range []byte(text) {
		b = append(b, c, 0)
	}
	return b
}
