package queue

// turns is a line in which members take turns, each with their oldest job.
type turns struct {
	order   []*member // whose turn is first comes first
	byName  map[string]*member
	waiting int // jobs
}

// member is somebody with at least one job in line.
type member struct {
	name string
	jobs []*job // the oldest first
}

func newTurns() *turns { return &turns{byName: make(map[string]*member)} }

func (t *turns) add(j *job) {
	m := t.byName[j.member]
	if m == nil {
		m = &member{name: j.member}
		t.byName[j.member] = m
		t.order = append(t.order, m)
	}
	m.jobs = append(m.jobs, j)
	t.waiting++
}

// take is the job whose turn it is, nil when none is in line. Its member goes
// to the end of the line.
func (t *turns) take() *job {
	if len(t.order) == 0 {
		return nil
	}
	m := t.order[0]
	t.order = t.order[1:]
	j := m.jobs[0]
	m.jobs = m.jobs[1:]
	t.waiting--
	if len(m.jobs) == 0 {
		delete(t.byName, m.name)
	} else {
		t.order = append(t.order, m)
	}
	return j
}
