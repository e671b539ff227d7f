"""Those who write to a server and those who listen to it: processes and sockets, the same for every server."""
import json
import os
import select
import socket
import sys
import time


def at(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def connected(port, hello=b''):
    sock = socket.create_connection(('127.0.0.1', port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hello:
        sock.sendall(hello)
    return sock


def answered(sock):
    """Reads one answer of HTTP."""
    got = b''
    while (end := got.find(b'\r\n\r\n')) < 0:
        more = sock.recv(65536)
        if not more:
            sys.exit('the server ended a connection')
        got += more
    head = got[:end + 2].lower()
    if not head.startswith(b'http/1.1 200'):
        sys.exit(got.decode())
    length = head.index(b'content-length: ') + 16
    left = int(head[length:head.index(b'\r\n', length)]) - (len(got) - end - 4)
    while left > 0:
        left -= len(sock.recv(left))


def writing(port, questions, read, writers, seconds, hello=b''):
    """Lets so many processes write; returns appends a second, p50 and p99 in ms."""
    started, pipes = time.perf_counter() + 2.0, []
    for number in range(writers):
        ours, theirs = os.pipe()
        if os.fork() == 0:
            asked, took, sock = questions(number), [], connected(port, hello)
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


def last_of(lines, questions, writer, read, heard, before=lambda: None):
    """From the beginning of an append to the last of all who listen; p50 and p99 in ms."""
    poll, by_file, took = select.epoll(), {line.fileno(): line for line in lines}, []
    for file in by_file:
        poll.register(file, select.EPOLLIN)
    for question in questions:
        before()
        begun, waiting = time.perf_counter(), set(by_file)
        writer.sendall(question)
        while waiting:
            for file, _ in poll.poll():
                got = by_file[file].recv(65536)
                if not got:
                    sys.exit('somebody who listened was sent away while it was measured')
                if heard in got:
                    waiting.discard(file)
        took.append(time.perf_counter() - begun)
        read(writer)
    for line in lines:
        line.close()
    return at(took, .5) * 1e3, at(took, .99) * 1e3
