package triage

// Once is how many goroutines some groups are, each counted once. Dumps and profiles of one process show the same
// goroutines again and again: of these the one with most counts, and processes are added up. A profile does not tell of
// which process it is: it is one more look at what the dumps show. Groups of other kinds are left out.
func (c *Case) Once(groups []*Group) int {
	processes, sampled, sum := map[int]int{}, 0, 0
	for input, n := range c.perInput(groups) {
		in := c.Inputs[input]
		switch {
		case in.Process > 0:
			processes[in.Process] = max(processes[in.Process], n)
		case len(in.Evidence.Goroutines) == 0:
			sampled = max(sampled, n)
		default:
			sum += n
		}
	}
	for _, n := range processes {
		sum += n
	}
	return max(sum, sampled)
}

// perInput counts the goroutines of groups by input. Several dumps of an input are as many looks at one program, but
// those of crashes, and of several streams: each is of another process.
func (c *Case) perInput(groups []*Group) map[int]int {
	dumps := map[dumpKey]int{}
	for _, g := range groups {
		if g.OfGoroutines() {
			dumps[dumpKey{g.Input, g.Dump}] += g.Count()
		}
	}
	inputs := map[int]int{}
	for k, n := range dumps {
		e := c.Inputs[k.input].Evidence
		if k.dump < len(e.Dumps) && (e.Dumps[k.dump].Crash >= 0 || len(e.Streams) > 1) {
			inputs[k.input] += n
		}
	}
	for k, n := range dumps {
		inputs[k.input] = max(inputs[k.input], n)
	}
	return inputs
}
