package triage

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// valueArguments reads the name of a value, and a number.
func valueArguments(args []string) (name string, n int64, err error) {
	if len(args) != 2 {
		return "", 0, errors.New("the name of a value and a number are expected")
	}
	n, err = strconv.ParseInt(args[1], 10, 64)
	if err != nil {
		return "", 0, fmt.Errorf("%q is not a number", args[1])
	}
	if !strings.Contains(args[0], "_") {
		return "", 0, fmt.Errorf("%q is no value: type and unit are expected, like \"delay_nanoseconds\"", args[0])
	}
	return args[0], n, nil
}

// value tests a number of a group of samples, or how much of it there is to each of another.
func value(args []string) (func(*Subject) Truth, error) {
	name, least, err := valueArguments(args)
	if err != nil {
		return nil, err
	}
	name, per, divided := strings.Cut(name, "/")
	return func(s *Subject) Truth {
		if s.Group == nil {
			return Unknown
		}
		n, ok := s.Group.Value(name)
		if !ok {
			return Unknown
		}
		if divided {
			count, ok := s.Group.Value(per)
			if !ok || count <= 0 {
				return Unknown
			}
			n /= count
		}
		return truth(n >= least)
	}, nil
}

// share tests which part of a profile a group has.
func share(args []string) (func(*Subject) Truth, error) {
	name, percent, err := valueArguments(args)
	if err != nil {
		return nil, err
	}
	return func(s *Subject) Truth {
		if s.Group == nil {
			return Unknown
		}
		n, ok := s.Group.Value(name)
		if !ok {
			return Unknown
		}
		total := s.Group.totals[s.Group.Profile.Index(name)]
		return truth(total > 0 && float64(n)*100 >= float64(total)*float64(percent))
	}, nil
}
