package servertest

import (
	"bufio"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"rapport/mailin/imaptest"
)

// timeout limits how long a server may take to start and to answer.
const timeout = 20 * time.Second

// process is a server running in the foreground, in its own process group.
type process struct {
	cmd   *exec.Cmd
	ended chan error // receives one value
}

func start(program string, args ...string) (*process, error) {
	cmd := exec.Command(program, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Setpgid: true,
		// A test that panics or is killed runs no cleanup.
		Pdeathsig: syscall.SIGTERM,
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, ended: make(chan error, 1)}
	go func() { p.ended <- cmd.Wait() }()
	return p, nil
}

// ready waits until answers returns nil.
func (p *process) ready(answers func() error) error {
	deadline := time.Now().Add(timeout)
	for {
		err := answers()
		if err == nil {
			return nil
		}
		select {
		case ended := <-p.ended:
			p.ended <- ended
			return fmt.Errorf("%s ended: %w", filepath.Base(p.cmd.Path), errors.Join(ended, err))
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s does not answer: %w", filepath.Base(p.cmd.Path), err)
		}
	}
}

// stop ends the process and everything that it started.
func (p *process) stop() error {
	p.cmd.Process.Signal(syscall.SIGTERM) // fails if it has already ended
	late := time.NewTimer(timeout / 4)
	defer late.Stop()
	var err error
	select {
	case <-p.ended:
	case <-late.C:
		err = fmt.Errorf("%s did not end on SIGTERM", filepath.Base(p.cmd.Path))
		p.cmd.Process.Kill()
		<-p.ended
	}
	syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) // whatever is left; usually nothing
	return err
}

// find returns the path of a server program. Such programs are often not in an ordinary
// user's PATH.
func find(program, packages, dir string) (string, error) {
	path, err := exec.LookPath(program)
	if err != nil {
		path, err = exec.LookPath(filepath.Join(dir, program))
	}
	if err != nil {
		return "", fmt.Errorf("this test needs %s: apt-get install --no-install-recommends %s", program, packages)
	}
	return path, nil
}

// newDir creates a directory that servers running as other users can enter. Its name is
// short, since the path of a socket may have only 107 bytes.
func newDir(name string) (string, error) {
	dir, err := os.MkdirTemp("", name)
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o755)
}

// twoPorts returns two ports of 127.0.0.1 that were free a moment ago. They lie below the
// ephemeral range: the system could hand out a port of that range to a client, in another test,
// before the server listens.
func twoPorts() (int, int, error) {
	const first, last, tries = 10000, 32000, 100
	var ports []int
	var err error
	for range tries {
		port := first + rand.IntN(last-first)
		var l net.Listener
		if l, err = net.Listen("tcp", loopback(port)); err != nil {
			continue
		}
		defer l.Close()
		if ports = append(ports, port); len(ports) == 2 {
			return ports[0], ports[1], nil
		}
	}
	return 0, 0, fmt.Errorf("find a free port: %w", err)
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// greets returns nil if a server's first line begins with the given text.
func greets(network, address, with string) error {
	conn, err := net.DialTimeout(network, address, timeout)
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(timeout))
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return fmt.Errorf("greeting of %s: %w", address, err)
	}
	if !strings.HasPrefix(line, with) {
		return fmt.Errorf("greeting of %s: %q", address, line)
	}
	return nil
}

// writeCertificate writes cert.pem and key.pem for 127.0.0.1 into dir.
func writeCertificate(dir string) (*x509.CertPool, string, error) {
	certificate, pool, err := imaptest.Certificate("127.0.0.1", time.Now().AddDate(1, 0, 0))
	if err != nil {
		return nil, "", fmt.Errorf("make a certificate: %w", err)
	}
	key, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	if err != nil {
		return nil, "", err
	}
	file := filepath.Join(dir, "cert.pem")
	err = errors.Join(
		os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Certificate[0]}), 0o644),
		os.WriteFile(filepath.Join(dir, "key.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600))
	return pool, file, err
}

// readLog returns the end of a log file, or "".
func readLog(path string) string {
	const most = 16 << 10
	text, _ := os.ReadFile(path) // a missing log counts as empty
	return string(text[max(0, len(text)-most):])
}

// chownTo makes a system user the owner of a file.
func chownTo(path, name string) error {
	u, err := user.Lookup(name)
	if err != nil {
		return fmt.Errorf("give %s to %s: %w", path, name, err)
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return fmt.Errorf("give %s to %s: %w", path, name, err)
	}
	return os.Chown(path, uid, -1)
}
