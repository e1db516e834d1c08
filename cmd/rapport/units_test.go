package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The unit of an instance is that of the one daemon, but for the names of its directories.
func TestUnits_areTheSameButForTheInstance(t *testing.T) {
	t.Parallel()
	deploy := filepath.Join(moduleRoot(t), "deploy")
	one, err := os.ReadFile(filepath.Join(deploy, "rapport.service"))
	if err != nil {
		t.Fatal(err)
	}
	instance, err := os.ReadFile(filepath.Join(deploy, "rapport@.service"))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.NewReplacer(
		"project teams\n", "project teams: %i\n",
		"/etc/rapport/", "/etc/rapport/%i/",
		"Directory=rapport\n", "Directory=rapport/%i\n",
	).Replace(string(one))
	if string(instance) != want {
		t.Errorf("rapport@.service is not what rapport.service makes it:\n%s", want)
	}
}
