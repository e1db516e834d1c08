package manual

import (
	"os"
	"strings"
	"testing"

	"rapport/cmd/rapport/config"
)

func TestConfiguration_saysOfEveryKeyWhatItMeans(t *testing.T) {
	example, err := os.ReadFile("../../../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	meaning := map[string]string{}
	for _, p := range readExample(string(example)) {
		if p.key != "" {
			meaning[strings.Trim(p.table, "[]")+"."+p.key] = p.meaning
		}
	}
	known := config.KnownKeys()
	for table, keys := range known {
		for _, key := range keys {
			name := table + "." + key
			text, listed := meaning[name]
			delete(meaning, name)
			_, isTable := known[strings.TrimPrefix(name, ".")]
			// The ways to name a secret, and an authority, are those of an account, which has them all.
			asForAccount := strings.HasPrefix(key, "password") || strings.HasPrefix(key, "token_") || key == "ca_file"
			switch {
			case isTable, asForAccount && !listed && table != "account":
			case !listed:
				t.Errorf("config.example.toml does not have %s", name)
			case text == "":
				t.Errorf("config.example.toml does not say what %s means", name)
			}
		}
	}
	for name := range meaning {
		t.Errorf("config.example.toml has %s, which is not a key", name)
	}
}
