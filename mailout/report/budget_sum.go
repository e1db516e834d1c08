package report

import (
	"cmp"
	"math"
	"slices"

	"rapport/templates"
)

// budgetOf returns the budget of some figures, or nil if they say none for certain.
func budgetOf(figures []figure, w whole) *templates.Budget {
	var sums, shares []figure
	for _, f := range figures {
		switch {
		case f.role == aside:
		case f.vague:
			return nil
		case f.unit == "%":
			shares = append(shares, f)
		default:
			sums = append(sums, f)
		}
	}
	if lasting := slices.DeleteFunc(slices.Clone(sums), func(f figure) bool { return f.role == passing }); len(lasting) > 1 {
		sums = lasting
	}
	if len(sums) > 0 && !sameUnit(sums) {
		return nil
	}
	sums = onceEach(withoutParts(sums))
	if len(sums) == 1 && len(shares) == 0 && w.untouched != w.exhausted {
		share := figure{unit: "%", role: used, times: 1}
		if w.exhausted {
			share.value = 100
		}
		sums[0].role, shares = total, []figure{share}
	}
	switch {
	case len(sums) == 0:
		return shareOf(shares)
	case len(sums) == 1 && len(shares) == 1:
		return sumAndShare(sums[0], shares[0])
	case len(sums) > 4 || len(sums) < 2:
		return nil
	}
	b := partsOf(sums)
	if b != nil && slices.ContainsFunc(shares, func(f figure) bool { return !fits(f, b) }) {
		return nil
	}
	return b
}

// partsOf returns the budget of figures each of which has another role, nil where they do not
// add up.
func partsOf(sums []figure) *templates.Budget {
	parts := map[role]float64{}
	if len(sums) == 3 {
		nameWhole(sums)
	}
	for _, f := range fillRoles(sums) {
		if _, twice := parts[f.role]; twice || f.role == noRole || f.role == passing {
			return nil
		}
		parts[f.role] = f.amount()
	}
	rest, hasLeft := parts[left]
	over, hasOver := parts[excess]
	if hasOver {
		if hasLeft {
			return nil
		}
		rest, hasLeft = -over, true
	}
	b := &templates.Budget{Used: parts[used], Total: parts[total], Unit: sums[0].unit}
	_, hasUsed := parts[used]
	_, hasTotal := parts[total]
	switch {
	case hasUsed && hasTotal && hasLeft && math.Abs(b.Total-b.Used-rest) > b.Total/100:
		return nil
	case !hasUsed:
		b.Used = b.Total - rest
	case !hasTotal:
		b.Total = b.Used + rest
	}
	return sound(b)
}

// nameWhole makes that of three figures the whole which is the sum of what is used and what is
// left: “55k used, 45k left, 100k in total”.
func nameWhole(sums []figure) {
	for i := range sums {
		a, b := sums[(i+1)%3], sums[(i+2)%3]
		isSum := math.Abs(a.amount()+b.amount()-sums[i].amount()) <= sums[i].amount()/100
		if isSum && (a.role == used && b.role == left || a.role == left && b.role == used) {
			sums[i].role, sums[i].weak = total, false
		}
	}
}

// sound returns a budget in cents, nil for one that cannot be.
func sound(b *templates.Budget) *templates.Budget {
	b.Used, b.Total = math.Round(b.Used*100)/100, math.Round(b.Total*100)/100
	if b.Total <= 0 || b.Used < 0 {
		return nil
	}
	return b
}

// fits reports whether a share says the same as a budget, or nothing about it.
func fits(share figure, b *templates.Budget) bool {
	const tolerance = 2.5 // people round
	part := 100 * b.Used / b.Total
	if share.role == left {
		part = 100 - part
	}
	return share.role != used && share.role != left || math.Abs(part-share.value) <= tolerance
}

// withoutParts returns figures without those that together are another: “50k and 70k, so 120k”.
func withoutParts(sums []figure) []figure {
	parts, free := 0.0, 0
	for _, f := range sums {
		if f.role == noRole {
			parts, free = parts+f.amount(), free+1
		}
	}
	for _, f := range sums {
		if free > 1 && f.role != noRole && math.Abs(f.amount()-parts) < parts/1000 {
			return slices.DeleteFunc(slices.Clone(sums), func(f figure) bool { return f.role == noRole })
		}
	}
	return sums
}

// onceEach returns figures without those that say again what another does.
func onceEach(sums []figure) (list []figure) {
	for _, f := range sums {
		if f.role == noRole || !slices.ContainsFunc(list, func(have figure) bool { return have.role == f.role && have.amount() == f.amount() }) {
			list = append(list, f)
		}
	}
	return list
}

// shareOf returns a budget in per cent.
func shareOf(shares []figure) *templates.Budget {
	if len(shares) > 1 { // “planned 50%, used 35%”
		shares = slices.DeleteFunc(shares, func(f figure) bool { return f.role != used })
	}
	if len(shares) != 1 || shares[0].value > 1000 || shares[0].digits == "" && shares[0].role == noRole { // “about half”
		return nil
	}
	b := &templates.Budget{Used: shares[0].value, Total: 100, Unit: "%"}
	if shares[0].role == left {
		b.Used = 100 - b.Used
	}
	return sound(b)
}

// sumAndShare returns the budget of “40% of 120000 EUR”.
func sumAndShare(sum, share figure) *templates.Budget {
	part, value := share.value/100, sum.amount()
	if share.role == left {
		part = 1 - part
	}
	if part < 0 || value == 0 {
		return nil
	}
	b := &templates.Budget{Unit: sum.unit}
	switch {
	case sum.role == total, sum.role == noRole && (share.role == used || share.role == left):
		b.Used, b.Total = value*part, value
	case sum.role == used && part > 0 && share.role != left:
		b.Used, b.Total = value, value/part
	case sum.role == left && part < 1 && (share.role == left || share.role == used):
		b.Total = value / (1 - part)
		b.Used = b.Total - value
	}
	return sound(b)
}

// sameUnit sets the unit of one figure for all, and reports whether there is only
// one. In “4.8 / 12 万元” the factor is written once and applies to both: without it the
// first figure would be negligible beside the last.
func sameUnit(figures []figure) bool {
	last := figures[len(figures)-1]
	unit := ""
	for _, f := range figures {
		unit = cmp.Or(unit, f.unit)
	}
	for i := range figures {
		f := &figures[i]
		if f.unit != "" && f.unit != unit {
			return false
		}
		if f.times == 1 && f.unit == "" && f.digits != "" && f.value <= 2*last.value && last.digits != "" {
			f.times = last.times
		}
		f.unit = unit
	}
	return true
}

// fillRoles assigns the roles that are left to the figures of which the words say nothing:
// what is used stands before the whole. A first figure so much larger cannot be that.
func fillRoles(figures []figure) []figure {
	if len(figures) == 3 {
		fillThird(figures)
	}
	if len(figures) == 2 {
		a, b := &figures[0], &figures[1]
		switch {
		case a.role == noRole && b.role == noRole:
			if a.amount() <= 2*b.amount() {
				a.role, b.role = used, total
			}
		case a.role == noRole && b.role == total, a.role == noRole && b.role == left && a.amount() < b.amount():
			a.role = used
		case b.role == noRole && a.role == used:
			b.role = total
		case b.role == noRole && a.role == total && !a.weak && b.amount() <= a.amount():
			b.role = used
		case a.role == noRole && b.role == used && a.amount() >= b.amount(), a.role == noRole && b.role == left:
			a.role = total
		case b.role == noRole && a.role == left:
			b.role = total
		}
	}
	return figures
}

// fillThird assigns to the one of three figures of which the words say nothing the role that
// the others do not have.
func fillThird(figures []figure) {
	missing, free := used+total+left, -1
	for i, f := range figures {
		switch {
		case f.role != noRole:
			missing -= f.role
		case free >= 0:
			return
		default:
			free = i
		}
	}
	if free >= 0 && missing >= used && missing <= left {
		figures[free].role = missing
	}
}
