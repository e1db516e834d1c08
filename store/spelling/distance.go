// Package spelling measures how far a misspelt word is from one that was meant.
package spelling

// Distance returns how many letters must be inserted, removed, changed or swapped with their
// neighbour to turn a into b (optimal string alignment). It takes time proportional to the
// product of the lengths, which the caller bounds.
func Distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	above, row, next := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i := range from {
		next[0] = i + 1
		for j := range to {
			change := row[j]
			if from[i] != to[j] {
				change++
			}
			next[j+1] = min(change, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && from[i] == to[j-1] && from[i-1] == to[j] {
				next[j+1] = min(next[j+1], above[j-1]+1)
			}
		}
		above, row, next = row, next, above
	}
	return row[len(to)]
}
