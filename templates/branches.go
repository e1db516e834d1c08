package templates

import (
	"fmt"
	"maps"
	"reflect"
	"text/template"
	"text/template/parse"
)

// branches checks the types of what a template names, in every branch, whether or not a sample
// takes it: a field that does not exist would fail the mail on the day that the branch is
// needed. What has no type before it runs is not checked.
type branches struct {
	root      *template.Template
	functions template.FuncMap
	seen      map[string]bool // templates with the type of their data
	tree      *parse.Tree     // that is looked at
	problems  []error
}

// scope is what names mean at a place of a template. A nil type is not known.
type scope struct {
	dot  reflect.Type
	vars map[string]reflect.Type
}

func (s scope) with(dot reflect.Type) scope { return scope{dot, maps.Clone(s.vars)} }

// check looks at a template that gets data of a type.
func (b *branches) check(name string, data reflect.Type) {
	key := fmt.Sprint(name, " ", data)
	t := b.root.Lookup(name)
	if t == nil || t.Tree == nil || b.seen[key] {
		return
	}
	b.seen[key] = true
	before := b.tree
	b.tree = t.Tree
	b.list(t.Tree.Root, scope{data, map[string]reflect.Type{"$": data}})
	b.tree = before
}

func (b *branches) list(list *parse.ListNode, s scope) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.ActionNode:
			b.pipe(n.Pipe, s)
		case *parse.IfNode:
			inner := s.with(s.dot)
			b.pipe(n.Pipe, inner)
			b.list(n.List, inner)
			b.list(n.ElseList, inner)
		case *parse.WithNode:
			inner := s.with(s.dot)
			inner.dot = b.pipe(n.Pipe, inner)
			b.list(n.List, inner)
			b.list(n.ElseList, s.with(s.dot))
		case *parse.RangeNode:
			inner := s.with(s.dot)
			key, value := elements(b.pipe(n.Pipe, inner))
			switch d := n.Pipe.Decl; len(d) {
			case 1:
				inner.vars[d[0].Ident[0]] = value
			case 2:
				inner.vars[d[0].Ident[0]], inner.vars[d[1].Ident[0]] = key, value
			}
			inner.dot = value
			b.list(n.List, inner)
			b.list(n.ElseList, s.with(s.dot))
		case *parse.TemplateNode:
			if b.root.Lookup(n.Name) == nil {
				b.fail(n, "there is no template %q", n.Name)
				continue
			}
			b.check(n.Name, b.pipe(n.Pipe, s))
		}
	}
}

// pipe returns the type of a pipeline, and sets the variables that it declares.
func (b *branches) pipe(p *parse.PipeNode, s scope) (t reflect.Type) {
	if p == nil {
		return nil
	}
	for _, command := range p.Cmds {
		t = b.command(command, s)
	}
	for _, v := range p.Decl {
		s.vars[v.Ident[0]] = t
	}
	return t
}

func (b *branches) command(c *parse.CommandNode, s scope) reflect.Type {
	var types []reflect.Type
	for _, arg := range c.Args {
		types = append(types, b.value(arg, s))
	}
	function, ok := c.Args[0].(*parse.IdentifierNode)
	if !ok {
		return types[0]
	}
	switch function.Ident {
	case "len":
		return reflect.TypeFor[int]()
	case "eq", "ne", "lt", "le", "gt", "ge", "not":
		return reflect.TypeFor[bool]()
	case "and", "or": // of one type, or nobody knows
		for _, t := range types[2:] {
			if t != types[1] {
				return nil
			}
		}
		return types[1]
	case "index":
		t := types[1]
		for range types[2:] {
			_, t = elements(t)
		}
		return t
	}
	if f, ok := b.functions[function.Ident]; ok {
		return reflect.TypeOf(f).Out(0)
	}
	return nil
}

// value returns the type of an argument.
func (b *branches) value(node parse.Node, s scope) reflect.Type {
	switch n := node.(type) {
	case *parse.DotNode:
		return s.dot
	case *parse.FieldNode:
		return b.fields(n, s.dot, n.Ident)
	case *parse.VariableNode:
		return b.fields(n, s.vars[n.Ident[0]], n.Ident[1:])
	case *parse.ChainNode:
		return b.fields(n, b.value(n.Node, s), n.Field)
	case *parse.PipeNode:
		return b.pipe(n, s)
	case *parse.StringNode:
		return reflect.TypeFor[string]()
	case *parse.BoolNode:
		return reflect.TypeFor[bool]()
	}
	return nil
}

// fields returns the type of a field of a field and so on, nil where one does not exist.
func (b *branches) fields(at parse.Node, t reflect.Type, names []string) reflect.Type {
	for _, name := range names {
		if t == nil {
			return nil
		}
		next, known := member(t, name)
		if !known {
			b.fail(at, "there is no %s in %s", name, t)
			return nil
		}
		t = next
	}
	return t
}

// member returns the type of a field or of the result of a method, as text/template finds it.
func member(t reflect.Type, name string) (reflect.Type, bool) {
	pointer := t
	if t.Kind() != reflect.Pointer && t.Kind() != reflect.Interface {
		pointer = reflect.PointerTo(t)
	}
	if m, ok := pointer.MethodByName(name); ok {
		return m.Type.Out(0), true
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Struct:
		f, ok := t.FieldByName(name)
		return f.Type, ok && f.IsExported()
	case reflect.Map:
		return t.Elem(), true
	case reflect.Interface:
		return nil, true // what is in it shows when it runs
	}
	return nil, false
}

// elements returns the types of the keys and the values of what can be ranged over.
func elements(t reflect.Type) (key, value reflect.Type) {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil {
		return nil, nil
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return reflect.TypeFor[int](), t.Elem()
	case reflect.Map:
		return t.Key(), t.Elem()
	case reflect.Int:
		return t, t
	}
	return nil, nil
}

func (b *branches) fail(at parse.Node, format string, args ...any) {
	place, _ := b.tree.ErrorContext(at)
	b.problems = append(b.problems, fmt.Errorf("template: %s: %s", place, fmt.Sprintf(format, args...)))
}

// look checks the branches of every mail in every language.
func (s *Set) look() (problems []error) {
	seen := map[string]bool{}
	for _, language := range Languages() {
		b := branches{root: s.languages[language], functions: functions(language), seen: map[string]bool{}}
		for _, name := range Names() {
			data := reflect.TypeOf(Samples(name, language)[0])
			b.check(name+headSuffix, data)
			b.check(name, data)
		}
		b.check("closing", reflect.TypeFor[*Closing]())
		b.check("log-line", reflect.TypeFor[*LogLine]())
		b.check("problem", reflect.TypeFor[Problem]())
		for _, problem := range b.problems {
			if problem = s.located(language, problem); !seen[problem.Error()] {
				seen[problem.Error()] = true
				problems = append(problems, problem)
			}
		}
	}
	return problems
}
