package profile

import (
	"fmt"
	"sync"
)

// Growing is a stream that is read while it still comes: whatever has come so far can be read as evidence. It may be
// written and read by several goroutines.
type Growing struct {
	name string
	opt  Options

	mu    sync.RWMutex
	spool *spool
}

// NewGrowing is a stream of which nothing has come yet.
func NewGrowing(name string, opt Options) *Growing {
	return &Growing{name: name, opt: opt, spool: newSpool(opt)}
}

// Write adds what comes.
func (g *Growing) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.spool.Write(p)
}

// Size is how many bytes have come.
func (g *Growing) Size() int64 {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.spool.size
}

// ReadAt reads what has come.
func (g *Growing) ReadAt(p []byte, offset int64) (int, error) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.spool.ReadAt(p, offset)
}

// Evidence reads what has come so far, as OpenAll does; broken says why no more will come, nil where it ended well or has
// not ended. The evidence can be used until the stream is closed.
func (g *Growing) Evidence(broken error) ([]*Evidence, error) {
	size := g.Size()
	if broken != nil && size == 0 {
		return nil, fmt.Errorf("read %s: %w", g.name, plain(broken))
	}
	list, err := OpenAllAt(g.name, g, size, g.opt)
	if err == nil {
		brokenOff(list, broken, size)
	}
	return list, err
}

// Close gives back what keeps the stream.
func (g *Growing) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.spool.Close()
}
