package queue

import "time"

// Bounds of what BusyError.Wait says.
const (
	minWait = time.Second
	maxWait = 10 * time.Minute
)

// weight is the part that the newest job has in the average of how long jobs
// take: the last ten or so count.
const weight = 0.2

// measure takes into the average how long a job took.
func (q *Queue) measure(took time.Duration) {
	q.average += time.Duration(weight * float64(took-q.average))
}

// untilFree is about how long it takes until one of the jobs of theirs is done:
// what is left of the running one that is nearest its end, or, when all are in
// line, until one of them has had its turn and is done.
func (q *Queue) untilFree(theirs func(*job) bool) time.Duration {
	least := time.Duration(-1)
	for j := range q.running {
		if left := q.left(j); theirs(j) && (least < 0 || left < least) {
			least = left
		}
	}
	if least < 0 {
		before := len(q.line.order) // each of them has one turn before
		least = q.average * time.Duration(before+q.limits.Workers) / time.Duration(q.limits.Workers)
	}
	return min(max(least, minWait), maxWait)
}

// left is how long a running job will still take. One that has taken longer than
// the average will take as long as that again and no less: the longer something
// has taken, the longer it takes.
func (q *Queue) left(j *job) time.Duration {
	elapsed := q.now().Sub(j.started)
	return max(q.average-elapsed, elapsed-q.average)
}
