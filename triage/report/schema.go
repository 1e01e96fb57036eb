package report

import _ "embed"

// JSONSchema is the JSON Schema of Schema.
//
//go:embed schema/gotriage.report.v1.json
var JSONSchema []byte
