// Renders templates with Go's own engine: one JSON object a line in, one out. An oracle for our subset of it.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"text/template"

	"github.com/clbanning/mxj"
)

type job struct {
	Kind  string `json:"kind"` // json, text or mxj
	Body  string `json:"body"`
	Input string `json:"input"`
}

type answer struct {
	Output string `json:"output"`
	Error  string `json:"error,omitempty"`
}

// The functions that the provider document format adds to Go's own.
var functions = template.FuncMap{
	"toJson": func(value interface{}) (string, error) {
		text, err := json.Marshal(value)
		return string(text), err
	},
	"kindOf": func(value interface{}) string { return reflect.ValueOf(value).Kind().String() },
	"jsonMapFromString": func(text string) (map[string]interface{}, error) {
		var value map[string]interface{}
		return value, json.Unmarshal([]byte(text), &value)
	},
	"separator": func(text string) func() string {
		first := true
		return func() string {
			if first {
				first = false
				return ""
			}
			return text
		}
	},
}

func data(one job) (interface{}, error) {
	switch one.Kind {
	case "text":
		return one.Input, nil
	case "mxj":
		value, err := mxj.NewMapXml([]byte(one.Input))
		return map[string]interface{}(value), err
	}
	var value interface{}
	return value, json.Unmarshal([]byte(one.Input), &value)
}

func render(one job) (string, error) {
	// A brace of JSON before an action: Go takes the first two for the action's, and refuses the template.
	body := strings.ReplaceAll(one.Body, "{{{", `{{"{"}}{{`)
	parsed, err := template.New("t").Funcs(functions).Parse(body)
	if err != nil {
		return "", err
	}
	value, err := data(one)
	if err != nil {
		return "", err
	}
	var output bytes.Buffer
	err = parsed.Execute(&output, value)
	return output.String(), err
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	for lines.Scan() {
		var one job
		var result answer
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			result.Error = err.Error()
		} else if output, err := render(one); err != nil {
			result.Error = err.Error()
		} else {
			result.Output = output
		}
		text, _ := json.Marshal(result)
		fmt.Println(string(text))
	}
}
