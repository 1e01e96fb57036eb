package symbolize

import (
	"path"
	"strings"
)

// standardPackages are the public packages of the standard library, go1.0 to go1.26, those of experiments among them
// (GOROOT/api, go list std). What is internal is told by its path.
var standardPackages = packageSet(`
archive/tar archive/zip arena bufio bytes cmp compress/bzip2 compress/flate compress/gzip compress/lzw compress/zlib
container/heap container/list container/ring context crypto crypto/aes crypto/cipher crypto/des crypto/dsa crypto/ecdh
crypto/ecdsa crypto/ed25519 crypto/elliptic crypto/fips140 crypto/hkdf crypto/hmac crypto/hpke crypto/md5 crypto/mlkem
crypto/mlkem/mlkemtest crypto/pbkdf2 crypto/rand crypto/rc4 crypto/rsa crypto/sha1 crypto/sha256 crypto/sha3
crypto/sha512 crypto/subtle crypto/tls crypto/x509 crypto/x509/pkix database/sql database/sql/driver debug/buildinfo
debug/dwarf debug/elf debug/gosym debug/macho debug/pe debug/plan9obj embed encoding encoding/ascii85 encoding/asn1
encoding/base32 encoding/base64 encoding/binary encoding/csv encoding/gob encoding/hex encoding/json
encoding/json/jsontext encoding/json/v2 encoding/pem encoding/xml errors expvar flag fmt go/ast go/build
go/build/constraint go/constant go/doc go/doc/comment go/format go/importer go/parser go/printer go/scanner go/token
go/types go/version hash hash/adler32 hash/crc32 hash/crc64 hash/fnv hash/maphash html html/template image image/color
image/color/palette image/draw image/gif image/jpeg image/png index/suffixarray io io/fs io/ioutil iter log log/slog
log/syslog maps math math/big math/bits math/cmplx math/rand math/rand/v2 mime mime/multipart mime/quotedprintable net
net/http net/http/cgi net/http/cookiejar net/http/fcgi net/http/httptest net/http/httptrace net/http/httputil
net/http/pprof net/mail net/netip net/rpc net/rpc/jsonrpc net/smtp net/textproto net/url os os/exec os/signal os/user
path path/filepath plugin reflect regexp regexp/syntax runtime runtime/cgo runtime/coverage runtime/debug
runtime/metrics runtime/pprof runtime/race runtime/secret runtime/trace simd/archsimd slices sort strconv strings
structs sync sync/atomic syscall syscall/js testing testing/cryptotest testing/fstest testing/iotest testing/quick
testing/slogtest testing/synctest text/scanner text/tabwriter text/template text/template/parse time time/tzdata
unicode unicode/utf16 unicode/utf8 unique unsafe weak
`)

// toolchainCommands are the commands of the Go distribution that print stacks when they break.
var toolchainCommands = packageSet("addr2line api asm buildid cgo compile cover covdata dist distpack doc fix go gofmt internal link nm objdump pack pprof preprofile relnote test2json trace vendor vet")

func packageSet(list string) map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(list) {
		set[name] = true
	}
	return set
}

// isStandard reports whether an import path, which is also a folder below GOROOT/src, is the standard library's or the
// Go distribution's own. A first element without a dot proves nothing: a module may be called "gotriage".
func isStandard(pkg string) bool {
	if standardPackages[pkg] {
		return true
	}
	first, rest, _ := strings.Cut(pkg, "/")
	switch first {
	case "internal":
		return rest != ""
	case "cmd":
		command, _, _ := strings.Cut(rest, "/")
		return toolchainCommands[command]
	case "vendor":
		return strings.HasPrefix(rest, "golang.org/x/")
	}
	// crypto/internal/fips140/sha256, runtime/internal/atomic, net/http/internal
	if at := strings.Index(pkg+"/", "/internal/"); at > 0 {
		parent := pkg[:at]
		return standardPackages[parent] || parent == "go" || parent == "log" || parent == "encoding"
	}
	return false
}

// isRuntime reports whether a package of the standard library is part of the runtime.
func isRuntime(pkg string) bool {
	return pkg == "runtime" || strings.HasPrefix(pkg, "runtime/internal/") || strings.HasPrefix(pkg, "internal/runtime/")
}

// lastElement is what a key keeps of an import path: its last element that is not a major version. A package's folder
// ends in the same element, so that a package known by its folder only gets the same key.
//
//	example.com/svc/queue -> queue    example.com/queue/v2 -> queue    gopkg.in/yaml.v3 -> yaml.v3
func lastElement(pkg string) string {
	base := path.Base(pkg)
	if isMajorVersion(base) && strings.Contains(pkg, "/") {
		return path.Base(path.Dir(pkg))
	}
	return base
}

// isMajorVersion recognises the major version suffix of a module path: v2, v3, ...
func isMajorVersion(element string) bool {
	return len(element) > 1 && element[0] == 'v' && element != "v0" && element != "v1" && allDigits(element[1:])
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
