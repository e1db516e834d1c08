package copydir

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"hash"

	"github.com/klauspost/compress/zstd"

	"rapport/store/ledger"
)

// packer makes pieces of data and data of pieces: compressed, and under a key encrypted with AES-256 in
// GCM, with the name of the piece as additional data and a random nonce.
type packer struct {
	key    *Key
	zip    *zstd.Encoder
	unzip  *zstd.Decoder
	zipped []byte
	plain  []byte
}

func newPacker(key *Key) (*packer, error) {
	p := &packer{key: key}
	var err error
	if p.zip, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)); err != nil {
		return nil, err
	}
	p.unzip, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(2*PieceSize))
	return p, err
}

func (p *packer) Close() {
	p.zip.Close()
	p.unzip.Close()
}

// hasher returns what names pieces, and tells whether a file is whole.
func (p *packer) hasher() hash.Hash {
	if p.key == nil {
		return sha256.New()
	}
	return hmac.New(sha256.New, p.key.names)
}

// name returns the hash by which a piece is found.
func (p *packer) name(data []byte) (h ledger.Hash) {
	sum := p.hasher()
	sum.Write(data)
	sum.Sum(h[:0])
	return h
}

// pack returns the piece of data. It holds until the next call.
func (p *packer) pack(name ledger.Hash, data []byte) []byte {
	p.zipped = p.zip.EncodeAll(data, p.zipped[:0])
	if p.key == nil {
		return p.zipped
	}
	return p.key.seal.Seal(nil, nil, p.zipped, name[:])
}

// unpack returns the data of a piece, if it is what its name says. It holds until the next call.
func (p *packer) unpack(name ledger.Hash, piece []byte) ([]byte, error) {
	var err error
	if p.key != nil {
		if piece, err = p.key.seal.Open(nil, nil, piece, name[:]); err != nil {
			return nil, err
		}
	}
	if p.plain, err = p.unzip.DecodeAll(piece, p.plain[:0]); err != nil {
		return nil, err
	}
	if p.name(p.plain) != name {
		return nil, errors.New("it holds something else")
	}
	return p.plain, nil
}
