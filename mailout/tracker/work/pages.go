package work

// MostPages is the most pages of one list that are read.
const MostPages = 60

// Page is one page of a list.
type Page[T any] struct {
	Items []T
	Total int  // of the list; -1: the system does not say
	Last  bool // there is no other
}

// Pages returns the elements of a list that comes in pages. ask returns the page with an index, from
// 0, given the number of elements before it.
//
// If the list becomes shorter meanwhile, an element may have moved to an earlier page: Pages then
// reads the list once more. It also does so if the list has several pages and no known length.
func Pages[T any](service, path string, ask func(index, before int) (Page[T], error)) ([]T, error) {
	for again := false; ; again = true {
		var all []T
		total, shrunk := -1, false
		for index := 0; ; index++ {
			if index == MostPages {
				return nil, TooLong(service, path)
			}
			page, err := ask(index, len(all))
			if err != nil {
				return nil, err
			}
			shrunk = shrunk || page.Total < total || index > 0 && page.Total < 0
			total = page.Total
			all = append(all, page.Items...)
			if page.Last || total >= 0 && (len(page.Items) == 0 || len(all) >= total) {
				break
			}
		}
		if !shrunk || again {
			return all, nil
		}
	}
}
