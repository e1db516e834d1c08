package work

// MostPages bounds the pages of one list that are read.
const MostPages = 60

// Page is one page of a list.
type Page[T any] struct {
	Items []T
	Total int  // of the list; -1: the system does not say
	Last  bool // there is no other
}

// Pages returns a list that comes in pages. ask returns a page by its number, from 0, and by how
// many elements came before it.
//
// Where the list becomes shorter meanwhile, what was on a later page may have come to an earlier
// one: it is asked for anew, once. So is every list of several pages whose length nobody tells.
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
