package symbolize

import "testing"

func TestKeyFrame(t *testing.T) {
	frame := func(name string, o Origin) Frame { return Frame{Name: &Name{Func: name, Origin: o}} }
	park := frame("runtime.gopark", Runtime)
	poll := frame("internal/poll.(*FD).Read", Standard)
	serve := frame("net/http.(*conn).serve", Standard)
	grpc := frame("google.golang.org/grpc.(*Server).serve", Library)
	handler := frame("main.handle", User)
	wrapper := Frame{Name: &Name{Func: "main.main.gowrap1", Origin: User, Wrapper: true}}
	elided := Frame{Name: NoName, Elided: 3}
	tests := []struct {
		name   string
		frames []Frame
		want   string
	}{
		{"user", []Frame{park, poll, handler, serve}, "main.handle"},
		{"library", []Frame{park, poll, grpc, serve}, "google.golang.org/grpc.(*Server).serve"},
		{"standard library: what was started", []Frame{park, poll, serve}, "net/http.(*conn).serve"},
		{"runtime alone", []Frame{park}, "runtime.gopark"},
		{"not what is no frame", []Frame{elided, wrapper, poll}, "internal/poll.(*FD).Read"},
		{"none", nil, ""},
	}
	for _, tt := range tests {
		got := ""
		if f := (&Stack{Frames: tt.frames}).KeyFrame(); f != nil {
			got = f.Func
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
