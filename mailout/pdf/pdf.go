// Package pdf reads the words of PDF files, which anybody may have written. It uses PDFium compiled
// to WebAssembly, which sees nothing but the bytes of the file, has bounded memory and is stopped
// when its time is over. That takes some 200 MB and several seconds, so each file is read in a
// process of its own, one at a time.
package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// What a PDF may cost. Of a longer text the beginning is read.
const (
	MostBytes    = 20 << 20 // of a file that is read at all
	longestWords = 64 << 10 // of what is read, in bytes
	mostPages    = 200
	memoryPages  = 512 // of 64 KiB, that PDFium may use: 32 MiB
	longestRead  = 15 * time.Second
)

// Words returns the words of a PDF, a line for each line of a page. Call it in a process of its own.
func Words(ctx context.Context, content []byte) (string, error) {
	if len(content) > MostBytes {
		return "", fmt.Errorf("read a PDF: it has %d bytes, more than %d", len(content), MostBytes)
	}
	ctx, cancel := context.WithTimeout(ctx, longestRead)
	defer cancel()
	// The interpreter, since the unit of systemd forbids memory that is written and then executed.
	runtime := wazero.NewRuntimeConfigInterpreter().WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(memoryPages).WithCloseOnContextDone(true)
	pool, err := webassembly.Init(webassembly.Config{
		Context: ctx, MaxIdle: 1, MaxTotal: 1, RuntimeConfig: runtime, Stdout: io.Discard, Stderr: io.Discard,
		FSConfig: wazero.NewFSConfig(), // no file is there; without it, all would be
	})
	if err != nil {
		return "", fmt.Errorf("start PDFium: %w", err)
	}
	defer pool.Close()
	pdfium, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return "", fmt.Errorf("start PDFium: %w", err)
	}
	file, err := pdfium.OpenDocument(&requests.OpenDocument{File: &content})
	if err != nil {
		return "", fmt.Errorf("open a PDF: %w", short(err))
	}
	count, err := pdfium.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: file.Document})
	if err != nil {
		return "", fmt.Errorf("count the pages of a PDF: %w", short(err))
	}
	var words strings.Builder
	for n := range min(count.PageCount, mostPages) {
		page, err := pdfium.GetPageText(&requests.GetPageText{Page: requests.Page{ByIndex: &requests.PageByIndex{Document: file.Document, Index: n}}})
		if err != nil {
			return "", fmt.Errorf("read page %d of a PDF: %w", n+1, short(err))
		}
		words.WriteString(page.Text + "\n\n")
		if words.Len() > longestWords {
			break
		}
	}
	return tidy(words.String()), nil
}

// tidy returns a text with plain line ends, cut to whole lines of the longest that is read.
func tidy(text string) string {
	text = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n"))
	if len(text) > longestWords {
		text = text[:strings.LastIndexByte(text[:longestWords], '\n')+1]
	}
	return text
}

// short returns an error of PDFium without the stack of the program.
func short(err error) error {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return errors.New(line)
}
