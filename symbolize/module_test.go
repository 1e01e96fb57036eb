package symbolize

import (
	"slices"
	"testing"

	"gotriage/profile"
)

func TestModule(t *testing.T) {
	const toolchain = "/home/dev/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.22.12.linux-arm64/src/net/http/server.go"
	tests := []struct {
		name   string
		frames []profile.Frame
		module string
		build  []string
	}{
		{"the folder of main is that above others", []profile.Frame{
			{Func: "example.com/shop/leaky/pool.(*Pool).Do", File: "/home/dev/src/leaky/pool/pool.go"}, {Func: "main.main", File: "/home/dev/src/leaky/main.go"},
		}, "example.com/shop/leaky", nil},
		{"cmd", []profile.Frame{
			{Func: "github.com/acme/svc/internal/queue.Run", File: "/build/svc/internal/queue/queue.go"}, {Func: "main.main", File: "/build/svc/cmd/api/main.go"},
		}, "github.com/acme/svc", nil},
		{"-trimpath", []profile.Frame{
			{Func: "main.main", File: "example.com/shop/cmd/api/main.go"}, {Func: "net/http.(*Server).Serve", File: "net/http/server.go"},
		}, "example.com/shop", []string{"-trimpath"}},
		{"installed by version", []profile.Frame{{Func: "main.main", File: "/home/dev/go/pkg/mod/example.com/tool@v1.2.3/main.go"}}, "example.com/tool@v1.2.3", nil},
		{"packages alone", []profile.Frame{
			{Func: "github.com/acme/svc/a.F", File: "/x/a/a.go"}, {Func: "github.com/acme/svc/b/c.F", File: "/x/b/c/c.go"},
		}, "github.com/acme/svc", nil},
		{"GOPATH", []profile.Frame{{Func: "main.main", File: "/go/src/github.com/acme/svc/main.go"}}, "github.com/acme/svc", nil},
		{"main alone", []profile.Frame{{Func: "main.main", File: "/app/main.go"}}, "", nil},
		{"libraries alone", []profile.Frame{{Func: "github.com/lib/pq.(*conn).recv", File: "/home/dev/go/pkg/mod/github.com/lib/pq@v1.10.9/conn.go"}}, "", nil},
		{"a fetched toolchain", []profile.Frame{{Func: "net/http.(*Server).Serve", File: toolchain}}, "", []string{"built on linux/arm64"}},
		{"nothing", nil, "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := New(Builtin(), nil)
			n.Name([]profile.Stack{{Frames: tt.frames}})
			if got := n.Module(); got != tt.module {
				t.Errorf("module %q, want %q", got, tt.module)
			}
			if got := n.Build(); !slices.Equal(got, tt.build) {
				t.Errorf("build %q, want %q", got, tt.build)
			}
		})
	}
}
