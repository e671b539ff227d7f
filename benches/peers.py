"""What others do here: PostgreSQL, Redis, etcd and JetStream, each a server of its own with everything durable."""
import base64
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from crowd import answered, connected, last_of, writing

LINE = 'x' * 480


class Server:
    """A program that listens."""

    def __init__(self, words, env, port=None):
        self.child = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if port is None:
            port = int(self.child.stdout.readline().strip().rsplit(':', 1)[1])
        else:
            until_open(port)
        self.port = port

    def memory(self):
        rollup = Path(f'/proc/{self.child.pid}/smaps_rollup').read_text()
        return int(rollup.split('\nPss:')[1].split()[0]) / 1024

    def end(self):
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(15)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


def free_port():
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        return free.getsockname()[1]


def until(sock, word):
    """Reads until a word comes."""
    got = b''
    while word not in got:
        more = sock.recv(65536)
        if not more:
            sys.exit(f'a connection ended before {word.decode()} came')
        got += more
    return got


def until_open(port):
    end = time.perf_counter() + 20
    while time.perf_counter() < end:
        try:
            connected(port).close()
            return
        except ConnectionRefusedError:
            time.sleep(.05)
    sys.exit(f'nobody listens on port {port}')


class Postgres:
    """PostgreSQL, with everything synchronous as it comes."""

    def __init__(self, folder):
        folder.mkdir()
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
        self.sql('CREATE TABLE plain (line text); CREATE TABLE told (line text);'
                 'CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS '
                 "$$ BEGIN PERFORM pg_notify('told', ''); RETURN new; END $$;"
                 'CREATE TRIGGER tell AFTER INSERT ON told FOR EACH ROW EXECUTE FUNCTION tell()')

    def run(self, program, *words):
        done = subprocess.run([self.bin / program, *words], check=True, text=True, cwd=self.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **self.nobody)
        return done.stdout

    def sql(self, text):
        self.run('psql', '-h', self.folder, '-U', 'warroom', '-d', 'postgres', '-qc', text)

    def inserts(self, writers, seconds, table):
        script = self.folder / 'insert.sql'
        script.write_text(f"INSERT INTO {table} (line) VALUES ('{LINE}');\n")
        script.chmod(0o644)
        said = self.run('pgbench', '-n', '-f', script, '-M', 'prepared', '-c', str(writers), '-j', '2', '-T', str(max(2, int(seconds))),
                        '-h', self.folder, '-U', 'warroom', 'postgres')
        rate = float(said.split('tps = ')[1].split()[0])
        return rate, writers / rate * 1e3, float('nan')

    def end(self):
        self.child.send_signal(signal.SIGINT)
        self.child.wait()


class Redis(Server):
    """Redis streams, `appendfsync always`."""

    def __init__(self, folder, env):
        folder.mkdir()
        port = free_port()
        super().__init__(['redis-server', '--port', str(port), '--dir', str(folder), '--appendonly', 'yes',
                          '--appendfsync', 'always', '--save', '', '--bind', '127.0.0.1'], env, port)

    @staticmethod
    def adds(stream, count):
        ask = (f'*5\r\n$4\r\nXADD\r\n${len(stream)}\r\n{stream}\r\n$1\r\n*\r\n$1\r\nl\r\n'
               f'${len(LINE)}\r\n{LINE}\r\n')
        return [ask.encode()] * count

    @staticmethod
    def replied(sock):
        got = sock.recv(4096)
        if not got.startswith(b'$'):
            sys.exit(got.decode())

    def appends(self, writers, seconds):
        return writing(self.port, lambda i: self.adds(f's{i % 8}', int(20000 * seconds) // writers), self.replied,
                       writers, seconds)

    def last_of(self, readers, times):
        block = b'*6\r\n$5\r\nXREAD\r\n$5\r\nBLOCK\r\n$1\r\n0\r\n$7\r\nSTREAMS\r\n$3\r\nfan\r\n$1\r\n$\r\n'
        lines, writer = [connected(self.port) for _ in range(readers)], connected(self.port)

        def before():
            for line in lines:
                line.sendall(block)
            time.sleep(.02)
        return last_of(lines, self.adds('fan', times), writer, self.replied, b'fan', before)


class Etcd(Server):
    """etcd behind its JSON gateway."""

    def __init__(self, folder, env):
        port, peer = free_port(), free_port()
        here, there = f'http://127.0.0.1:{port}', f'http://127.0.0.1:{peer}'
        super().__init__(['etcd', '--data-dir', str(folder), '--listen-client-urls', here, '--advertise-client-urls', here,
                          '--listen-peer-urls', there, '--initial-advertise-peer-urls', there,
                          '--initial-cluster', f'default={there}', '--log-level', 'error'], env, port)
        time.sleep(2)  # one that is alone still holds an election

    def appends(self, writers, seconds):
        text = base64.b64encode(LINE.encode()).decode()

        def puts(number):
            count = int(6000 * seconds) // writers
            return [self.put(f'{number}/{turn}', text) for turn in range(max(count, 200))]
        return writing(self.port, puts, answered, writers, seconds)

    @staticmethod
    def put(key, value):
        body = json.dumps({'key': base64.b64encode(key.encode()).decode(), 'value': value})
        return (f'POST /v3/kv/put HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'
                f'content-length: {len(body)}\r\n\r\n{body}').encode()


class JetStream(Server):
    """NATS JetStream, `sync_interval: always`: from 2.10 on."""

    HELLO = b'CONNECT {"verbose":false}\r\nSUB _I.%d 1\r\n'

    def __init__(self, folder, env):
        folder.mkdir()
        port, self.inbox = free_port(), 0
        settings = folder / 'nats.conf'
        settings.write_text(f'host: 127.0.0.1\nport: {port}\njetstream {{ store_dir: "{folder}", sync_interval: always }}\n')
        super().__init__([self.program(), '-c', str(settings)], env, port)
        self.asks(*self.connects(), 'STREAM.CREATE.s', {'name': 's', 'subjects': ['w.*'], 'storage': 'file'})

    @staticmethod
    def program():
        """One that can sync always, or nothing."""
        for folder in os.environ.get('PATH', '').split(':'):
            found = Path(folder) / 'nats-server'
            if found.is_file():
                said = subprocess.run([found, '--version'], stdout=subprocess.PIPE, text=True).stdout
                version = said.strip().rsplit('v', 1)[-1].split('.')
                if version[0].isdigit() and [int(part) for part in version[:2]] >= [2, 10]:
                    return str(found)
        return None

    def connects(self):
        self.inbox += 1
        sock = connected(self.port, self.HELLO % self.inbox)
        return sock, f'_I.{self.inbox}'

    @staticmethod
    def asks(sock, box, what, question):
        body = json.dumps(question)
        sock.sendall(f'PUB $JS.API.{what} {box} {len(body)}\r\n{body}\r\n'.encode())
        got = until(sock, b'"type"')
        if b'"error"' in got:
            sys.exit(got.decode())

    @staticmethod
    def publishes(subject, box, count):
        return [f'PUB {subject} {box} {len(LINE)}\r\n{LINE}\r\n'.encode()] * count

    @staticmethod
    def replied(sock):
        until(sock, b'"seq"')

    def appends(self, writers, seconds):
        def questions(number):
            first, *rest = self.publishes(f'w.{number % 8}', f'_I.w{number}', max(int(6000 * seconds) // writers, 200))
            return [f'SUB _I.w{number} 1\r\n'.encode() + first, *rest]
        return writing(self.port, questions, self.replied, writers, seconds, b'CONNECT {"verbose":false}\r\n')

    def last_of(self, readers, times):
        # Whoever does not answer its pings is sent away after some minutes: all of them are new.
        (writer, inbox), lines = self.connects(), []
        for _ in range(readers):
            line, box = self.connects()
            line.sendall(f'SUB _D.{box} 2\r\nPING\r\n'.encode())
            until(line, b'PONG')
            config = {'deliver_subject': f'_D.{box}', 'ack_policy': 'none', 'deliver_policy': 'new'}
            self.asks(writer, inbox, 'CONSUMER.CREATE.s', {'stream_name': 's', 'config': config})
            lines.append(line)
        return last_of(lines, self.publishes('w.0', inbox, times), writer, self.replied, LINE[:64].encode())


def found():
    """Which of them this machine has."""
    peers = {}
    if shutil.which('redis-server'):
        peers['Redis, appendfsync always'] = Redis
    if shutil.which('etcd'):
        peers['etcd, JSON gateway'] = Etcd
    if JetStream.program():
        peers['NATS JetStream, sync always'] = JetStream
    return peers
