#!/usr/bin/env python3
"""Measures the screen in a real pseudo-terminal, beside a bare ratatui program and htop.

    cargo build --release --bin warroom --example bare
    python3 benches/terminal.py            prints the table
    python3 benches/terminal.py --write    puts it into benches/README.md

Python's standard library is all that it needs. Each program is started anew for each sample, all of them
in turn, so that a noisy machine is noisy for everybody; only the ratios within one run mean something.
Of the starts the quicker half counts: the rest tells of the neighbours. It ends no process but those
that it started.
"""
import argparse
import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILT = Path(os.environ.get('CARGO_TARGET_DIR', ROOT / 'target')) / 'release'
SIZE = (200, 60)
# A frame is over when nothing has come for so long; a countdown comes each second, so this is far below.
QUIET = 0.06
# Escape sequences and blanks are left out when a text is looked for: a diff may jump over blanks.
NOISE = re.compile(rb'\x1b\[[0-9;?<=>]*[@-~]|\x1b[()][0-9A-B]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\s')


def favour():
    """Keeps other work on the machine out of the way, where that is allowed."""
    try:
        os.setpriority(os.PRIO_PROCESS, 0, -20)
        # Where the system weighs sessions, a process weighs only as much as its session.
        Path('/proc/self/autogroup').write_text('-20')
    except OSError:
        pass


class Run:
    """A program in a terminal of its own."""

    def __init__(self, words, env, size=SIZE):
        self.got, self.began = [], time.perf_counter()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            try:
                favour()
                columns, rows = size
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
                os.execve(words[0], words, env)
            finally:
                os._exit(127)

    def read(self, wait):
        """Takes what comes within `wait` seconds; returns when it came, or None."""
        ready, _, _ = select.select([self.terminal], [], [], max(wait, 0))
        if not ready:
            return None
        try:
            chunk = os.read(self.terminal, 65536)
        except OSError:
            chunk = b''
        if not chunk:
            return None
        at = time.perf_counter()
        self.got.append((at, chunk))
        return at

    def until_quiet(self, most=3.0):
        """Reads until nothing has come for a while; returns when the last byte came."""
        last, end = None, time.perf_counter() + most
        while time.perf_counter() < end:
            at = self.read(QUIET)
            if at is None and last is not None:
                break
            last = at or last
        return last

    def first_frame(self, marks):
        """Returns after how many seconds everything that belongs on the screen was there."""
        end = self.began + 10
        while time.perf_counter() < end:
            last = self.until_quiet(end - time.perf_counter())
            shown = NOISE.sub(b'', b''.join(chunk for _, chunk in self.got))
            if last and all(mark in shown for mark in marks):
                return last - self.began
        raise SystemExit('not all of %s was shown within ten seconds' % marks)

    def press(self, key):
        """Presses a key; returns the seconds until the last byte of what it changed, and the bytes."""
        while self.read(0):
            pass
        before, start = len(self.got), time.perf_counter()
        os.write(self.terminal, key)
        last = self.until_quiet(1.0)
        sent = sum(len(chunk) for _, chunk in self.got[before:])
        return (last - start if last else None), sent

    def busy(self):
        """Nanoseconds on a processor so far, all threads together."""
        total = 0
        for thread in Path('/proc/%d/task' % self.pid).iterdir():
            total += int((thread / 'schedstat').read_text().split()[0])
        return total

    def idle(self, seconds):
        """Returns bytes and milliseconds on a processor, for each second in which nobody does anything."""
        self.until_quiet(1.0)
        before, busy, start = len(self.got), self.busy(), time.perf_counter()
        while time.perf_counter() < start + seconds:
            self.read(start + seconds - time.perf_counter())
        took = time.perf_counter() - start
        sent = sum(len(chunk) for _, chunk in self.got[before:])
        return sent / took, (self.busy() - busy) / 1e6 / took

    def memory(self):
        """The proportional set size in MB."""
        text = Path('/proc/%d/smaps_rollup' % self.pid).read_text()
        return int(re.search(r'^Pss:\s+(\d+)', text, re.M).group(1)) / 1024

    def end(self):
        """Asks it to leave, and makes sure that it is gone."""
        try:
            os.write(self.terminal, b'q')
        except OSError:
            pass
        until = time.perf_counter() + 2
        while time.perf_counter() < until:
            self.read(0.02)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                break
        else:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.terminal)


def at(values, share):
    values = sorted(value for value in values if value is not None)
    return values[min(len(values) - 1, int(len(values) * share))] if values else None


def start_of(figures):
    """The median of the quicker half of the starts."""
    return at(figures['first'], .25)


def furnish(home, env):
    """Fills a store: the imported register, and five incidents that are open."""
    def say(*words):
        done = subprocess.run([BUILT / 'warroom', *words], env=env, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit('warroom %s: %s' % (' '.join(words), done.stderr))
        return done.stdout
    say('import', str(ROOT / 'tests/data/register.csv'))
    kinds = ['data-leak', 'hallucination-harm', 'bias', 'outage', 'prompt-injection']
    for number, kind in zip(range(5), kinds):
        words = ['declare', 'Measured incident %d' % number, '--sev', str(min(number + 1, 3)), '--json']
        declared = json.loads(say(*words))
        name = re.search(r'AI-\d{6}-\w{6}', json.dumps(declared)).group(0)
        say('assign', name, 'commander', 'ops4')
        say('stage', name, 'contain')
        for place in range(60 if number == 0 else 8):
            say('note', name, 'note %d: three tickets, all with the same wrong answer' % place)


def programs(home):
    env = {
        'HOME': str(home), 'USER': 'ops4', 'LANG': 'C.UTF-8', 'TERM': 'xterm-256color',
        'PATH': os.environ.get('PATH', ''),
    }
    furnish(home, env)
    bare = BUILT / 'examples' / 'bare'
    found = {
        # What must be on the screen, where the cursor is brought before it moves, and the keys that move it.
        'warroom': dict(words=[str(BUILT / 'warroom')], env=env, setup=[b'4'], move=[b'j', b'k'],
                        marks=[b'5Comms', b'Measuredincident4', b'note59:']),
        'bare ratatui': dict(words=[str(bare)], env=env, setup=[], move=[b'j', b'k'],
                             marks=[b'5Comms', b'?help']),
        'bare ratatui, 1 Hz': dict(words=[str(bare), 'tick'], env=env, setup=[], move=[],
                                   marks=[b'5Comms', b'?help']),
    }
    htop = shutil.which('htop')
    if htop:
        more = {key: os.environ[key] for key in ['LD_LIBRARY_PATH'] if key in os.environ}
        found['htop'] = dict(words=[htop], env={**env, **more}, setup=[], move=[b'\x1b[B', b'\x1b[A'],
                             marks=[b'F10Quit'])
    return found


def measure(found, runs, samples, seconds):
    figures = {name: dict(first=[], move=[], sent=[]) for name in found}
    for turn in range(runs + 1):
        for name, program in found.items():
            run = Run(program['words'], program['env'])
            took = run.first_frame(program['marks'])
            if turn:  # the first round warms the machine's caches
                figures[name]['first'].append(took * 1000)
            run.end()
        sys.stderr.write('\rstart %d of %d ' % (turn, runs))
    running = {}
    for name, program in found.items():
        running[name] = Run(program['words'], program['env'])
        running[name].first_frame(program['marks'])
        for key in program['setup']:
            running[name].press(key)
    for burst in range(10):
        for name, program in found.items():
            for place in range(samples // 10 if program['move'] else 0):
                others = [other for other in running.values() if other is not running[name]]
                for other in others:
                    while other.read(0):
                        pass
                took, sent = running[name].press(program['move'][place % 2])
                # A countdown that falls into a move, or a list that redraws itself, is not the move.
                if took is not None and took < 0.5:
                    figures[name]['move'].append(took * 1000)
                    figures[name]['sent'].append(sent)
        sys.stderr.write('\rmoves %d of 10 ' % (burst + 1))
    for name, run in running.items():
        figures[name]['bytes'], figures[name]['cpu'] = run.idle(seconds)
        figures[name]['memory'] = run.memory()
        run.end()
        sys.stderr.write('\ridle: %s   ' % name)
    sys.stderr.write('\n')
    return figures


def table(figures):
    """The figures, and each target of the screen with what was reached."""
    lines = [
        '| program | first full frame, ms | row move, ms p50 / p95 | bytes p50 | idle bytes/s | idle CPU ms/s '
        '| memory MB (PSS) |',
        '| --- | --- | --- | --- | --- | --- | --- |',
    ]
    for name, it in figures.items():
        move = '%.2f / %.2f' % (at(it['move'], .5), at(it['move'], .95)) if it['move'] else '–'
        sent = '%d' % at(it['sent'], .5) if it['sent'] else '–'
        lines.append('| %s | %.1f | %s | %s | %.0f | %.2f | %.1f |' % (
            name, start_of(it), move, sent, it['bytes'], it['cpu'], it['memory']))
    ours, bare, tick = (figures[name] for name in ['warroom', 'bare ratatui', 'bare ratatui, 1 Hz'])
    first, move = start_of(ours), at(ours['move'], .5)
    held = [
        ('first full frame, to the bare program', first / start_of(bare), 2.0),
        ('row move p50, to the bare program', move / at(bare['move'], .5), 1.3),
        ('bytes of a row move, to the bare program', at(ours['sent'], .5) / at(bare['sent'], .5), 1.2),
        ('idle bytes, to one redraw a second', ours['bytes'] / tick['bytes'], 1.5),
        ('idle CPU, to one redraw a second', ours['cpu'] / tick['cpu'], 1.5),
        ('memory, MB', ours['memory'], 13.0),
    ]
    if 'htop' in figures:
        held.insert(1, ('first full frame, to htop', first / start_of(figures['htop']), 0.2))
    lines += ['', '| what | measured | target | |', '| --- | --- | --- | --- |']
    for what, measured, target in held:
        reached = 'reached' if measured <= target else '**missed**'
        lines.append('| %s | %.2f | at most %.1f | %s |' % (what, measured, target, reached))
    return '\n'.join(lines) + '\n'


def main():
    options = argparse.ArgumentParser(description='Measures the screen in a real pseudo-terminal.')
    options.add_argument('--runs', type=int, default=15, help='starts of each program')
    options.add_argument('--samples', type=int, default=200, help='row moves of each program')
    options.add_argument('--idle', type=float, default=10, help='seconds in which nothing is done')
    options.add_argument('--write', action='store_true', help='put the table into benches/README.md')
    asked = options.parse_args()
    for needed in [BUILT / 'warroom', BUILT / 'examples' / 'bare']:
        if not needed.is_file():
            raise SystemExit('%s is missing: cargo build --release --bin warroom --example bare' % needed)
    favour()
    with tempfile.TemporaryDirectory() as home:
        figures = measure(programs(Path(home)), asked.runs, asked.samples, asked.idle)
    drawn = table(figures)
    sys.stdout.write(drawn)
    if asked.write:
        file = HERE / 'README.md'
        text = file.read_text()
        begin, end = '<!-- table: benches/terminal.py --write -->\n', '<!-- end of the table -->'
        before, rest = text.split(begin)
        file.write_text(before + begin + '\n' + drawn + '\n' + end + rest.split(end)[1])


if __name__ == '__main__':
    main()
