#!/usr/bin/env python3
"""Measures the server: durable appends, the way to all who listen and to a screen, memory; beside what others do here.

    cargo build --release --bin warroom
    benches/peers.sh                     installs what it is measured beside, where that may be
    python3 benches/server.py            prints the tables
    python3 benches/server.py --write    puts them into benches/README.md

Python's standard library is all that it needs, and PostgreSQL (with pgbench), Redis, etcd and NATS where they are
installed. All but pgbench are asked by the same writers, processes with ready-made questions on a socket each. All
in one run and in turn: only the ratios mean something. It ends no process but those that it started.
"""
import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from crowd import answered, at, connected, last_of, writing
from peers import Postgres, Server, found
from terminal import NOISE, Run, favour

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILT = Path(os.environ.get('CARGO_TARGET_DIR', ROOT / 'target')) / 'release' / 'warroom'
LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
TEXT = 'three tickets, all with the same wrong answer ' * 3
WRITERS, LISTENERS = (1, 16, 64), (100, 200)
FOLDER, DATABASE, REDIS = 'warroom, folder', 'warroom, PostgreSQL', 'Redis, appendfsync always'
INSERT, TOLD = 'PostgreSQL, INSERT (pgbench)', 'PostgreSQL, INSERT + NOTIFY in a trigger (pgbench)'
ETCD, JETSTREAM = 'etcd, JSON gateway', 'NATS JetStream, sync always'


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def name(number, length):
    return ''.join(LETTERS[number >> 5 * at & 31] for at in reversed(range(length)))


def painted_text(seq):
    """No letter stands where it stood in the text before: a screen sends only what differs."""
    letters = ('abcdefgh', 'stuvwxyz')[seq % 2]
    return ''.join(letters[seq >> 3 * at & 7] for at in range(4)) * 2


def entries(incident, replica, count, text=lambda seq: TEXT, now=None):
    """A log of notes, as `tests/verify_chain.py` reads them; the time is milliseconds since 1970."""
    prev, lines, now = sha(f'{incident}:{replica}'), [], now or 1795184947120
    stamp = time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(now // 1000)) + f'.{now % 1000:03}Z'
    for seq in range(1, count + 1):
        data = json.dumps({'salt': '%032x' % seq, 'text': text(seq)}, separators=(',', ':'))
        line = (f'{{"v":1,"incident":"{incident}","replica":"{replica}","seq":{seq},"hlc":"{now:012x}-{seq % 65536:04x}",'
                f'"at":"{stamp}","by":"ops4","kind":"noted","hash":"{sha(data)}","prev":"{prev}"')
        prev = sha(line)
        lines.append(f'{line},"id":"{prev}","data":{data}}}')
    return lines


def http(token, method, path, body=''):
    return (f'{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n'
            f'content-length: {len(body.encode())}\r\n\r\n{body}').encode()


def push(token, incident, replica, lines):
    log = f'{{"incident":"{incident}","replica":"{replica}","entries":['
    return http(token, 'POST', '/v1/entries', log + ','.join(lines) + ']}')


def pushes(token, number, count):
    incident, replica = f'AI-261120-{name(number // 8, 6).upper()}', name(number, 8)
    return [push(token, incident, replica, [line]) for line in entries(incident, replica, count)]


def durable(folder, seconds):
    """write + fdatasync, one after the other."""
    line, took = entries('AI-261120-7Q2KXM', name(1, 8), 1)[0].encode(), []
    file = os.open(folder / 'bare', os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        begun = time.perf_counter()
        os.write(file, line)
        os.fdatasync(file)
        took.append(time.perf_counter() - begun)
    return len(took) / seconds, at(took, .5) * 1e3, at(took, .99) * 1e3


class Warroom(Server):
    """The released server, over a folder or a database."""

    def __init__(self, folder, env, over=None):
        folder.mkdir()
        self.env, self.turn = at_home(folder, env), 0
        if over:
            self.env['WARROOM_DATABASE_URL'] = over
            subprocess.run([BUILT, 'migrate'], env=self.env, check=True, stdout=subprocess.DEVNULL)
        words = [BUILT, 'token', 'new', '--name', 'ops4', '--role', 'admin']
        made = subprocess.run(words, env=self.env, check=True, stdout=subprocess.PIPE, text=True).stdout
        self.token = next(word for word in made.split() if word.startswith('wr_'))
        super().__init__([BUILT, 'serve', '--listen', '127.0.0.1:0', '--rate', '0', '--streams', '2000'], self.env)

    def appends(self, writers, seconds):
        self.turn += 1
        count = max(int(12000 * seconds) // writers, 400)
        return writing(self.port, lambda i: pushes(self.token, i + 100 * self.turn, count), answered, writers, seconds)

    def last_of(self, streams, times):
        lines = [self.listens(b'event: reset') for _ in range(streams)]
        return last_of(lines, pushes(self.token, 9000 + streams, times), connected(self.port), answered, b'event: entry')

    def listens(self, until):
        line, got = connected(self.port), b''
        line.sendall(http(self.token, 'GET', '/v1/stream'))
        while until not in got or not got.endswith(b'\n\n\r\n'):
            more = line.recv(65536)
            if not more:
                sys.exit('the server ended a stream')
            got += more
        return line

    def memory_of(self, count):
        """Memory while idle, after so many entries, and for each stream that is silent; in MB, MB and KB."""
        idle, sock = self.memory(), connected(self.port)
        for number in range(count // 1000):
            incident, replica = f'AI-261120-{name(5000 + number, 6).upper()}', name(number, 8)
            sock.sendall(push(self.token, incident, replica, entries(incident, replica, 1000)))
            answered(sock)
        full = self.memory()
        lines = [self.listens(b'retry') for _ in range(2000)]
        time.sleep(1)
        return idle, full, (self.memory() - full) / len(lines) * 1024

    def painted(self, folder, env, times):
        """From the beginning of an append to the paint on a desk's screen, p50 and p99 in ms; and a row move there."""
        folder.mkdir()
        env = {**at_home(folder, env), 'TERM': 'xterm-256color', 'LANG': 'C.UTF-8', 'USER': 'cs3', 'WARROOM_AS': 'cs3',
               'WARROOM_TOKEN': self.token, 'WARROOM_SERVER': f'http://127.0.0.1:{self.port}'}
        words = [BUILT, 'declare', 'Measured incident', '--sev', '2', '--json']
        declared = subprocess.run(words, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout
        incident = declared[declared.index('AI-'):][:16]
        screen = Run([str(BUILT)], env)
        try:
            screen.first_frame([b'5Comms', b'Measuredincident', b'synced'])
            screen.press(b'4')
            moves = [screen.press(key)[0] for key in (b'j', b'k') * 30]
            writer, took = connected(self.port), []
            for seq, line in enumerate(entries(incident, name(7, 8), times, painted_text, int(time.time() * 1000)), 1):
                time.sleep(.15)  # a pause as between people, longer than what gathers redraws
                while screen.read(0):
                    pass
                before, begun, seen = len(screen.got), time.perf_counter(), painted_text(seq).encode()
                writer.sendall(push(self.token, incident, name(7, 8), [line]))
                while seen not in NOISE.sub(b'', b''.join(chunk for _, chunk in screen.got[before:])):
                    screen.read(1)
                    if time.perf_counter() > begun + 10:
                        sys.exit(f'append {seq} was not painted within ten seconds')
                took.append(screen.got[-1][0] - begun)
                answered(writer)
        finally:
            screen.end()
        moves = [move for move in moves if move is not None and move < .5]
        return at(took, .5) * 1e3, at(took, .99) * 1e3, at(moves, .5) * 1e3


def at_home(folder, env):
    env = {**env, 'HOME': str(folder), 'WARROOM_AS': 'ops4', 'WARROOM_STORE': str(folder / 'store')}
    return {**env, **{f'XDG_{place}_HOME': str(folder / place.lower()) for place in ('CONFIG', 'DATA', 'STATE', 'CACHE')}}


def measure(asked, folder, env):
    with ExitStack() as running:
        return table(*figures(asked, folder, env, lambda server: running.callback(server.end) and server))


def figures(asked, folder, env, runs):
    alone = Warroom(folder / 'three', env)  # two of them would share the pages of the program
    memory = alone.memory_of(100_000)
    alone.end()
    ours = runs(Warroom(folder / 'one', env))
    ways = {FOLDER: ours.appends,
            'write + fdatasync, one after the other': lambda n, s: durable(folder, s) if n == 1 else None}
    listeners = {FOLDER: ours.last_of}
    if list(Path('/usr/lib/postgresql').glob('*/bin/postgres')):
        database = runs(Postgres(folder / 'db'))
        over = runs(Warroom(folder / 'two', env, database.url))
        ways[DATABASE], listeners[DATABASE] = over.appends, over.last_of
        ways[INSERT] = lambda n, s: database.inserts(n, s, 'plain')
        ways[TOLD] = lambda n, s: database.inserts(n, s, 'told')
    for title, peer in found().items():
        peer = runs(peer(folder / title.split()[0], env))
        ways[title] = peer.appends
        if hasattr(peer, 'last_of'):
            listeners[title] = peer.last_of
    rows, heard = {}, {}
    for _ in range(asked.bursts):
        for writers in WRITERS:
            for way, write in ways.items():
                sys.stderr.write(f'\r{writers} writers: {way}'.ljust(78))
                best = write(writers, asked.seconds)
                if best and best > rows.setdefault(way, {}).get(writers, (0,)):
                    rows[way][writers] = best
    for count in LISTENERS:
        for way, last in listeners.items():
            sys.stderr.write(f'\r{count} who listen: {way}'.ljust(78))
            heard[way, count] = last(count, 200)
    painted = ours.painted(folder / 'desk', env, 60)
    sys.stderr.write('\n')
    return rows, heard, painted, memory


def table(rows, heard, painted, memory):
    out = ['| durable appends a second; p50 / p99 ms | 1 writer | 16 | 64 |', '| --- | --- | --- | --- |']
    for way, row in rows.items():
        cells = [f'{row[n][0]:,.0f}; {row[n][1]:.2f} / {row[n][2]:.2f}'.replace(' / nan', '') if n in row else '–' for n in WRITERS]
        out.append(f'| {way} | ' + ' | '.join(cells) + ' |')
    out += ['', '| from an append to the last of all who listen, p50 / p99 ms | 100 | 200 |', '| --- | --- | --- |']
    for way in dict.fromkeys(way for way, _ in heard):
        out.append(f'| {way} | ' + ' | '.join('%.1f / %.1f' % heard[way, n] for n in LISTENERS) + ' |')
    p50, p99, move = painted
    out += ['', f'From an append to the paint on a desk: {p50:.1f} ms (p50), {p99:.1f} ms (p99); a row move there: {move:.1f} ms.']
    out += ['', '| what | measured | target | |', '| --- | --- | --- | --- |']

    def at_least(what, way, to, writers, target):
        if way in rows and to in rows:
            ratio = min(rows[way][n][0] / rows[to][n][0] for n in writers)
            verdict = 'reached' if ratio >= target else '**missed**'
            out.append(f'| {what} | {ratio:.2f} | at least {target} | {verdict} |')

    def at_most(what, measured, target, digits=1):
        verdict = 'reached' if measured <= target else '**missed**'
        out.append(f'| {what} | {measured:.{digits}f} | at most {target:.{digits}f} | {verdict} |')

    if (REDIS, 100) in heard:
        at_most('T14, append to paint, ms', p50, heard[REDIS, 100][0] + 1.5 * move)
    at_least('T15, one writer, folder, to Redis', FOLDER, REDIS, [1], .63)
    at_least('T16, 16 and 64 writers, folder, to Redis', FOLDER, REDIS, [16, 64], .5)
    at_least('T16, the same to INSERT', FOLDER, INSERT, [16, 64], 1.1)
    at_least('T16, the same to etcd', FOLDER, ETCD, [16, 64], 2.5)
    at_least('T17, 16 and 64 writers, PostgreSQL, to INSERT', DATABASE, INSERT, [16, 64], .6)
    at_least('T17, the same to INSERT + NOTIFY', DATABASE, TOLD, [16, 64], 8)
    for place, peer, what in ((0, REDIS, 'p50, to Redis'), (1, JETSTREAM, 'p99, to JetStream')):
        if (peer, 100) in heard:
            at_most(f'T18, last of 100, {what}', heard[FOLDER, 100][place] / heard[peer, 100][place], 1, 2)
    idle, full, each = memory
    at_most('T19, memory, idle, MB', idle, 15)
    at_most('T19, memory after 100,000 entries, MB', full, 40)
    at_most('T25, a silent stream (2,000 of them), KB', each, 40)
    return '\n'.join(out) + '\n'


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--seconds', type=float, default=2, help='how long each burst lasts')
    options.add_argument('--bursts', type=int, default=2, help='how many of each; the best counts')
    options.add_argument('--write', action='store_true', help='put the tables into benches/README.md')
    asked = options.parse_args()
    env = {key: value for key, value in os.environ.items() if not key.startswith('WARROOM_')}
    favour()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        folder.chmod(0o755)
        drawn = measure(asked, folder, env)
    sys.stdout.write(drawn)
    if asked.write:
        file = HERE / 'README.md'
        begin, end = '<!-- table: benches/server.py --write -->\n', '<!-- end of the tables of the server -->'
        before, rest = file.read_text().split(begin)
        file.write_text(before + begin + '\n' + drawn + '\n' + end + rest.split(end)[1])


if __name__ == '__main__':
    main()
