#!/usr/bin/env python3
"""Measures the server: durable appends, the way to all who listen, memory; beside what others do here.

    cargo build --release --bin warroom
    python3 benches/server.py            prints the tables
    python3 benches/server.py --write    puts them into benches/README.md

Python's standard library is all that it needs, and PostgreSQL (with pgbench) and redis-server where they are
installed. The server and Redis are asked by the same writers, processes with ready-made questions on a socket
each; pgbench writes in C and does not wait for Python. All in one run and in turn: only the ratios mean
something. It ends no process but those that it started.
"""
import argparse
import hashlib
import json
import os
import pwd
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILT = Path(os.environ.get('CARGO_TARGET_DIR', ROOT / 'target')) / 'release' / 'warroom'
LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
TEXT = 'three tickets, all with the same wrong answer ' * 3


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def name(number, length):
    return ''.join(LETTERS[number >> 5 * at & 31] for at in reversed(range(length)))


def entries(incident, replica, count, text=TEXT):
    """A log of notes, as `tests/verify_chain.py` reads them."""
    prev, lines = sha(f'{incident}:{replica}'), []
    for seq in range(1, count + 1):
        data = json.dumps({'salt': '%032x' % seq, 'text': text}, separators=(',', ':'))
        line = (f'{{"v":1,"incident":"{incident}","replica":"{replica}","seq":{seq},"hlc":"01a1f95c6fb0-{seq % 65536:04x}",'
                f'"at":"2026-11-20T14:29:07.120Z","by":"ops4","kind":"noted","hash":"{sha(data)}","prev":"{prev}"')
        prev = sha(line)
        lines.append(f'{line},"id":"{prev}","data":{data}}}')
    return lines


def http(token, method, path, body=''):
    return (f'{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n'
            f'content-length: {len(body.encode())}\r\n\r\n{body}').encode()


def pushes(token, number, count):
    incident, replica = f'AI-261120-{name(number // 8, 6).upper()}', name(number, 8)
    log = f'{{"incident":"{incident}","replica":"{replica}","entries":['
    return [http(token, 'POST', '/v1/entries', f'{log}{line}]}}') for line in entries(incident, replica, count)]


def answered(sock):
    """Reads one answer of HTTP."""
    got = sock.recv(65536)
    while b'\r\n\r\n' not in got:
        got += sock.recv(65536)
    head, body = got.split(b'\r\n\r\n', 1)
    if not head.startswith(b'HTTP/1.1 200'):
        sys.exit(got.decode())
    left = int(head.lower().split(b'content-length: ')[1].split(b'\r\n')[0]) - len(body)
    while left > 0:
        left -= len(sock.recv(left))


def replied(sock):
    """Reads one reply of Redis, which is short."""
    got = sock.recv(4096)
    if not got.startswith(b'$'):
        sys.exit(got.decode())


def adds(number, count):
    line = entries('AI-261120-7Q2KXM', name(number, 8), 1)[0]
    ask = f'*5\r\n$4\r\nXADD\r\n$2\r\ns{number % 8}\r\n$1\r\n*\r\n$1\r\nl\r\n${len(line)}\r\n{line}\r\n'
    return [ask.encode()] * count


def at(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def connected(port):
    sock = socket.create_connection(('127.0.0.1', port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def writing(port, questions, read, writers, seconds):
    """Lets so many processes write; returns appends a second, p50 and p99 in ms."""
    started, pipes = time.perf_counter() + 2.0, []
    for number in range(writers):
        ours, theirs = os.pipe()
        if os.fork() == 0:
            asked, took, sock = questions(number), [], connected(port)
            time.sleep(max(0, started - time.perf_counter()))
            first = time.perf_counter()
            for question in asked:
                begun = time.perf_counter()
                if begun > first + seconds:
                    break
                sock.sendall(question)
                read(sock)
                took.append(time.perf_counter() - begun)
            rate = len(took) / (time.perf_counter() - first)
            os.write(theirs, json.dumps([rate, at(took, .5), at(took, .99)]).encode())
            os._exit(0)
        os.close(theirs)
        pipes.append(ours)
    told = []
    for pipe in pipes:
        with os.fdopen(pipe) as file:
            told.append(json.load(file))
        os.wait()
    return sum(one[0] for one in told), at([one[1] for one in told], .5) * 1e3, max(one[2] for one in told) * 1e3


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


class Server:
    """A program that listens, with whatever it stands over."""

    def __init__(self, words, env, port):
        self.child = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if port is None:
            port = int(self.child.stdout.readline().strip().rsplit(':', 1)[1])
        self.port = port

    def memory(self):
        rollup = Path(f'/proc/{self.child.pid}/smaps_rollup').read_text()
        return int(rollup.split('\nPss:')[1].split()[0]) / 1024

    def end(self):
        self.child.send_signal(signal.SIGTERM)
        self.child.wait()


def warroom(folder, env):
    env = {**env, 'HOME': str(folder), 'WARROOM_AS': 'ops4', 'WARROOM_STORE': str(folder / 'store')}
    for place in ('CONFIG', 'DATA', 'STATE', 'CACHE'):
        env[f'XDG_{place}_HOME'] = str(folder / place.lower())
    if 'WARROOM_DATABASE_URL' in env:
        subprocess.run([BUILT, 'migrate'], env=env, check=True, stdout=subprocess.DEVNULL)
    made = subprocess.run([BUILT, 'token', 'new', '--name', 'ops4', '--role', 'admin'], env=env, check=True,
                          stdout=subprocess.PIPE, text=True)
    token = next(word for word in made.stdout.split() if word.startswith('wr_'))
    return Server([BUILT, 'serve', '--listen', '127.0.0.1:0', '--rate', '0', '--streams', '2000'], env, None), token


class Postgres:
    """A database server of its own, with everything synchronous as it comes."""

    def __init__(self, folder):
        found = sorted(Path('/usr/lib/postgresql').glob('*/bin/postgres'))
        self.bin, self.folder = found[-1].parent, folder
        self.nobody = {'user': 'nobody'} if os.getuid() == 0 else {}
        if self.nobody:
            user = pwd.getpwnam('nobody')
            os.chown(folder, user.pw_uid, user.pw_gid)
        self.run('initdb', '-D', folder / 'data', '-U', 'warroom', '-A', 'trust', '--locale=C')
        self.child = subprocess.Popen(
            [self.bin / 'postgres', '-D', folder / 'data', '-c', 'listen_addresses=', '-k', folder,
             '-c', 'max_connections=200'], stderr=subprocess.DEVNULL, **self.nobody)
        while subprocess.run([self.bin / 'pg_isready', '-q', '-h', folder]).returncode:
            time.sleep(.1)
        self.url = f'host={folder} user=warroom dbname=postgres'

    def run(self, program, *words):
        done = subprocess.run([self.bin / program, *words], check=True, text=True, cwd=self.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **self.nobody)
        return done.stdout

    def sql(self, text):
        self.run('psql', '-h', self.folder, '-U', 'warroom', '-d', 'postgres', '-qc', text)

    def inserts(self, writers, seconds, table):
        script = self.folder / 'insert.sql'
        script.write_text(f"INSERT INTO {table} (line) VALUES ('{'x' * 480}');\n")
        script.chmod(0o644)
        said = self.run('pgbench', '-n', '-f', script, '-M', 'prepared', '-c', str(writers), '-j', '2', '-T', str(seconds),
                        '-h', self.folder, '-U', 'warroom', 'postgres')
        rate = float(said.split('tps = ')[1].split()[0])
        return rate, writers / rate * 1e3, float('nan')

    def end(self):
        self.child.send_signal(signal.SIGINT)
        self.child.wait()


def fan_out(server, token, streams, times):
    """From the beginning of an append to the last of all who listen; p50 and p99 in ms."""
    lines, poll = [connected(server.port) for _ in range(streams)], select.epoll()
    for line in lines:
        line.sendall(http(token, 'GET', '/v1/stream'))
        got = b''
        while b'event: reset' not in got or not got.endswith(b'\n\n\r\n'):
            got += line.recv(65536)
        poll.register(line, select.EPOLLIN)
    writer, took = connected(server.port), []
    by_file = {line.fileno(): line for line in lines}
    for question in pushes(token, 900 + streams, times):
        begun, waiting = time.perf_counter(), set(by_file)
        writer.sendall(question)
        while waiting:
            for file, _ in poll.poll():
                got = by_file[file].recv(65536)
                if not got:
                    sys.exit('a stream was closed while it was measured')
                if b'event: entry' in got:
                    waiting.discard(file)
        took.append(time.perf_counter() - begun)
        answered(writer)
    for line in lines:
        line.close()
    return at(took, .5) * 1e3, at(took, .99) * 1e3


def fan_out_redis(port, readers, times):
    lines, poll = [connected(port) for _ in range(readers)], select.epoll()
    block = b'*6\r\n$5\r\nXREAD\r\n$5\r\nBLOCK\r\n$1\r\n0\r\n$7\r\nSTREAMS\r\n$3\r\nfan\r\n$1\r\n$\r\n'
    for line in lines:
        poll.register(line, select.EPOLLIN)
    by_file, writer, took = {line.fileno(): line for line in lines}, connected(port), []
    for question in adds(1, times):
        for line in lines:
            line.sendall(block)
        time.sleep(.02)
        begun, waiting = time.perf_counter(), set(by_file)
        writer.sendall(question.replace(b'$2\r\ns1', b'$3\r\nfan'))
        while waiting:
            for file, _ in poll.poll():
                by_file[file].recv(65536)
                waiting.discard(file)
        took.append(time.perf_counter() - begun)
        replied(writer)
    for line in lines:
        line.close()
    return at(took, .5) * 1e3, at(took, .99) * 1e3


def memory(server, token, count):
    """Memory while idle, after so many entries, and for each stream that is silent; in MB, MB and KB."""
    idle, sock = server.memory(), connected(server.port)
    for number in range(count // 1000):
        incident, replica = f'AI-261120-{name(5000 + number, 6).upper()}', name(number, 8)
        log = f'{{"incident":"{incident}","replica":"{replica}","entries":['
        sock.sendall(http(token, 'POST', '/v1/entries', log + ','.join(entries(incident, replica, 1000, TEXT)) + ']}'))
        answered(sock)
    full = server.memory()
    lines = [connected(server.port) for _ in range(2000)]
    for line in lines:
        line.sendall(http(token, 'GET', '/v1/stream'))
        line.recv(65536)
    time.sleep(1)
    return idle, full, (server.memory() - full) / len(lines) * 1024


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--seconds', type=float, default=3, help='how long each burst lasts')
    options.add_argument('--bursts', type=int, default=3, help='how many of each; the best counts')
    options.add_argument('--write', action='store_true', help='put the tables into benches/README.md')
    asked = options.parse_args()
    env = {key: value for key, value in os.environ.items() if not key.startswith('WARROOM_')}
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        folder.chmod(0o755)
        drawn = measure(asked, folder, env)
    sys.stdout.write(drawn)
    if asked.write:
        file = HERE / 'README.md'
        before, rest = file.read_text().split('<!-- table: benches/server.py --write -->\n')
        end = '<!-- end of the tables of the server -->'
        file.write_text(before + '<!-- table: benches/server.py --write -->\n\n' + drawn + '\n' + end + rest.split(end)[1])


def measure(asked, folder, env):
    running, rows, count = [], {}, int(20000 * asked.seconds)
    (folder / 'one').mkdir()
    ours, token = warroom(folder / 'one', env)
    running.append(ours)
    most = lambda writers: max(int(6000 * asked.seconds) // writers, 400)
    ways = {
        'warroom, folder': lambda n: writing(ours.port, lambda i: pushes(token, i + 100 * turn[0], most(n)), answered, n, asked.seconds),
        'write + fdatasync, one after the other': lambda n: durable(folder, asked.seconds) if n == 1 else None,
    }
    if list(Path('/usr/lib/postgresql').glob('*/bin/postgres')):
        for name_of in ('db', 'two'):
            (folder / name_of).mkdir()
        database = Postgres(folder / 'db')
        over, key = warroom(folder / 'two', {**env, 'WARROOM_DATABASE_URL': database.url})
        running += [over, database]
        database.sql('CREATE TABLE plain (line text); CREATE TABLE told (line text);'
                     'CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS '
                     "$$ BEGIN PERFORM pg_notify('told', ''); RETURN new; END $$;"
                     'CREATE TRIGGER tell AFTER INSERT ON told FOR EACH ROW EXECUTE FUNCTION tell()')
        ways['warroom, PostgreSQL'] = lambda n: writing(over.port, lambda i: pushes(key, i + 100 * turn[0], most(n)), answered, n, asked.seconds)
        ways['PostgreSQL, INSERT (pgbench)'] = lambda n: database.inserts(n, int(asked.seconds), 'plain')
        ways['PostgreSQL, INSERT + NOTIFY in a trigger (pgbench)'] = lambda n: database.inserts(n, int(asked.seconds), 'told')
    redis = None
    if shutil.which('redis-server'):
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            port = free.getsockname()[1]
        (folder / 'redis').mkdir()
        redis = Server(['redis-server', '--port', str(port), '--dir', str(folder / 'redis'), '--appendonly', 'yes',
                        '--appendfsync', 'always', '--save', '', '--bind', '127.0.0.1'], env, port)
        running.append(redis)
        time.sleep(1)
        ways['Redis, appendfsync always'] = lambda n: writing(port, lambda i: adds(i, count // n), replied, n, asked.seconds)
    turn = [0]
    for _ in range(asked.bursts):
        for writers in (1, 16, 64):
            turn[0] += 1
            for way, write in ways.items():
                sys.stderr.write(f'\r{writers} writers: {way}'.ljust(78))
                found = write(writers)
                if found and found > rows.setdefault(way, {}).get(writers, (0,)):
                    rows[way][writers] = found
    heard = {}
    for streams in (100, 200):
        heard['warroom, folder', streams] = fan_out(ours, token, streams, 200)
        if 'warroom, PostgreSQL' in ways:
            heard['warroom, PostgreSQL', streams] = fan_out(over, key, streams, 200)
        if redis:
            heard['Redis, appendfsync always', streams] = fan_out_redis(port, streams, 100)
    (folder / 'three').mkdir()
    fresh, new = warroom(folder / 'three', env)
    idle, full, each = memory(fresh, new, 100_000)
    for server in [fresh, *running]:
        server.end()
    sys.stderr.write('\n')
    return table(rows, heard, idle, full, each)


def table(rows, heard, idle, full, each):
    out = ['| durable appends a second; p50 / p99 ms | 1 writer | 16 | 64 |', '| --- | --- | --- | --- |']
    for way, found in rows.items():
        cells = [f'{found[n][0]:,.0f}; {found[n][1]:.2f} / {found[n][2]:.2f}'.replace(' / nan', '') if n in found else '–'
                 for n in (1, 16, 64)]
        out.append(f'| {way} | ' + ' | '.join(cells) + ' |')
    out += ['', '| from an append to the last of all who listen, p50 / p99 ms | 100 | 200 |', '| --- | --- | --- |']
    for way in dict.fromkeys(way for way, _ in heard):
        out.append(f'| {way} | ' + ' | '.join('%.1f / %.1f' % heard[way, n] for n in (100, 200)) + ' |')
    out += ['', '| what | measured | target | |', '| --- | --- | --- | --- |']

    def ratio(what, way, to, writers, target):
        if way in rows and to in rows:
            found = min(rows[way][n][0] / rows[to][n][0] for n in writers)
            verdict = 'reached' if found >= target else '**missed**'
            out.append(f'| {what} | {found:.2f} | at least {target} | {verdict} |')

    ratio('one writer, to Redis', 'warroom, folder', 'Redis, appendfsync always', [1], .63)
    ratio('16 and 64 writers, to Redis', 'warroom, folder', 'Redis, appendfsync always', [16, 64], .5)
    ratio('16 and 64 writers, folder, to INSERT', 'warroom, folder', 'PostgreSQL, INSERT (pgbench)', [16, 64], 1.1)
    ratio('16 and 64 writers, PostgreSQL, to INSERT', 'warroom, PostgreSQL', 'PostgreSQL, INSERT (pgbench)', [16, 64], .6)
    ratio('64 writers, PostgreSQL, to INSERT + NOTIFY', 'warroom, PostgreSQL',
          'PostgreSQL, INSERT + NOTIFY in a trigger (pgbench)', [64], 8)
    if ('Redis, appendfsync always', 100) in heard:
        found = heard['warroom, folder', 100][0] / heard['Redis, appendfsync always', 100][0]
        out.append(f'| last of 100, p50, to Redis | {found:.2f} | at most 1.0 | {"reached" if found <= 1 else "**missed**"} |')
    for what, found, target, unit in (('memory, idle', idle, 15, 'MB'), ('memory after 100,000 entries', full, 40, 'MB'),
                                      ('a silent stream (2,000 of them)', each, 40, 'KB')):
        out.append(f'| {what}, {unit} | {found:.1f} | at most {target} | {"reached" if found <= target else "**missed**"} |')
    return '\n'.join(out) + '\n'


if __name__ == '__main__':
    main()
