package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
)

// ConfigPath returns the configuration file to read: that of --config, of
// $RAPPORT_CONFIG, the user's own where there is one, or that of the system.
func (a *App) ConfigPath() string {
	if a.ConfigFlag != "" {
		return a.ConfigFlag
	}
	if path := a.Getenv("RAPPORT_CONFIG"); path != "" {
		return path
	}
	base := a.Getenv("XDG_CONFIG_HOME")
	if home := a.Getenv("HOME"); base == "" && home != "" {
		base = filepath.Join(home, ".config")
	}
	if own := filepath.Join(base, "rapport", "config.toml"); filepath.IsAbs(base) {
		if _, err := os.Stat(own); err == nil {
			return own
		}
	}
	return "/etc/rapport/config.toml"
}

// HasConfig reports whether there is a configuration to read; one that was named is
// not looked for.
func (a *App) HasConfig() bool {
	_, err := os.Stat(a.ConfigPath())
	return a.ConfigFlag != "" || !errors.Is(err, fs.ErrNotExist)
}

// LoadConfig reads the configuration for a subcommand. The error holds all that is
// wrong and ends the process with exit.Config; warnings are left to `rapport
// check`.
func (a *App) LoadConfig() (*config.Config, error) {
	c, problems := config.Read(a.ConfigPath(), a.Getenv)
	if c == nil {
		return nil, exit.With(exit.Config, &config.Error{Problems: problems})
	}
	c.Version = a.Version
	return c, nil
}
