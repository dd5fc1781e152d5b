# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the API tests share: a small registry, the real binary on a free port, TAP."""
import contextlib, gzip, http.client, json, os, select, signal, socket, subprocess, sys, tempfile, time
import traceback, urllib.parse

TOP_SRC = os.environ["top_srcdir"]
TOP_BUILD = os.environ["top_builddir"]
JOYATO = os.path.join(TOP_BUILD, "joyato")

# One straight road due east of (139.5740, 35.6310) in Komae, from -45 to 310 m, with lights
# at 0 and 110 m: the dark middle and the dark ends are known. Metres a degree at this latitude on GRS 80: 90,581
# of longitude (N cos phi), 110,950 of latitude (M).
LON, LAT, DEG_M = 139.5740, 35.6310, 90581.0


def at(east_m, north_m=0.0):
    return [LON + east_m / DEG_M, LAT + north_m / 110950.0]


def feature(geometry, coordinates, **properties):
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": geometry, "coordinates": coordinates}}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


ROADS = collection(feature("LineString", [at(-45), at(0), at(110), at(310)], id="r1", name="試験通り",
                           highway="residential"))
LIGHTS = collection(feature("Point", at(0, 3), lamp_id="L-001", watt=20),
                    feature("Point", at(110, 3), lamp_id="L-002", watt=20))


def run(*args, check=True):
    done = subprocess.run([JOYATO, *args], capture_output=True, text=True, timeout=120)
    if check and done.returncode != 0:
        raise RuntimeError("joyato %s: %s" % (" ".join(args), done.stderr))
    return done


def make_registry(folder):
    db = os.path.join(folder, "test.db")
    run("init", db, "--city", os.path.join(TOP_SRC, "data/cities/komae"))
    for layer, content in (("roads", ROADS), ("streetlights", LIGHTS)):
        path = os.path.join(folder, layer + ".geojson")
        with open(path, "w") as out:
            json.dump(content, out)
        run("import", db, layer, path)
    return db


class Answer:
    def __init__(self, response, body):
        self.status = response.status
        self.headers = {k.lower(): v for k, v in response.getheaders()}
        self.body = body

    def json(self):
        body = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
        return json.loads(body)


class Server:
    def patient(self, options):
        """Answers that wait for what a write changes, however slow the machine and its sanitizers are."""
        self.conf = tempfile.NamedTemporaryFile("w", suffix=".conf")
        self.conf.write("fresh_wait = 30\n")
        if "--config" in options:
            at = options.index("--config")
            with open(options[at + 1]) as given:
                self.conf.write(given.read())
            del options[at:at + 2]
        self.conf.flush()
        return options + ["--config", self.conf.name]

    def __init__(self, db, *options):
        self.err = tempfile.TemporaryFile(mode="w+")
        options = self.patient(list(options))
        # For tests/support/lsan.supp; without the sanitizers it means nothing.
        asan = ":".join(filter(None, [os.environ.get("ASAN_OPTIONS"), "fast_unwind_on_malloc=0"]))
        self.process = subprocess.Popen(
            [JOYATO, "serve", db, "--listen", "127.0.0.1:0", "--web", os.path.join(TOP_SRC, "web"), *options],
            stdout=subprocess.PIPE, stderr=self.err, text=True, env=os.environ | {"ASAN_OPTIONS": asan})
        ready, _, _ = select.select([self.process.stdout], [], [], 60)
        line = self.process.stdout.readline() if ready else ""
        if not line.startswith("listening on http://"):
            self.process.kill()
            self.process.wait()
            raise RuntimeError("serve did not start: %r %s" % (line, self.log()))
        self.host, port = line.strip().rsplit("/", 1)[1].rsplit(":", 1)
        self.port = int(port)

    def log(self):
        self.err.seek(0)
        return self.err.read()

    def ask(self, method, path, body=None, headers=None, timeout=20):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True, skip_host="Host" in (headers or {}))
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders()
            if body is not None:
                connection.send(body)
            response = connection.getresponse()
            return Answer(response, response.read())
        finally:
            connection.close()

    def get(self, path, **headers):
        return self.ask("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def get_patiently(self, path):
        """Waits where the rate limit asks to."""
        for _ in range(120):
            answer = self.get(path)
            if answer.status != 429:
                return answer
            time.sleep(0.5)
        return answer

    def post(self, path, value, **headers):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return self.ask("POST", path, body, {"Content-Type": "application/json",
                                             **{k.replace("_", "-"): v for k, v in headers.items()}})

    def raw(self, data, timeout=15):
        """Bytes in, all bytes out until the server closes or nothing comes for a second."""
        with socket.create_connection((self.host, self.port), timeout=timeout) as s:
            s.sendall(data)
            out = b""
            s.settimeout(1.5)
            with contextlib.suppress(socket.timeout, ConnectionResetError):
                while True:
                    piece = s.recv(65536)
                    if not piece:
                        break
                    out += piece
            return out

    def alive(self):
        return self.process.poll() is None and self.get("/healthz").status == 200

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            code = -9
        self.process.stdout.close()
        return code


class Tests:
    """Functions named test_*, in the order written; each gets the server."""
    def __init__(self, names):
        self.tests = [(k, v) for k, v in names.items() if k.startswith("test_")]

    def run(self, *options):
        print("1..%d" % (len(self.tests) + 1))
        failed = 0
        with tempfile.TemporaryDirectory() as folder:
            server = Server(make_registry(folder), *options)
            server.folder = folder
            for i, (name, test) in enumerate(self.tests, 1):
                try:
                    test(server)
                    print("ok %d - %s" % (i, name[5:].replace("_", " ")))
                except Exception:
                    failed += 1
                    print("not ok %d - %s" % (i, name[5:].replace("_", " ")))
                    for line in traceback.format_exc().splitlines():
                        print("# " + line)
                sys.stdout.flush()
            code = server.stop()
            ok = code == 0
            print("%s %d - the service ends with 0 on SIGTERM" % ("ok" if ok else "not ok", len(self.tests) + 1))
            if not ok or failed:
                for line in server.log().splitlines()[-40:]:
                    print("# " + line)
        sys.exit(1 if failed or not ok else 0)


def expect(got, want, what=""):
    if got != want:
        raise AssertionError("%s: got %r, want %r" % (what, got, want))


def problem(answer, status, field=None):
    """The answer is a problem of that status, naming that field."""
    expect(answer.status, status, answer.body[:300])
    expect(answer.headers["content-type"], "application/problem+json", "type")
    document = answer.json()
    expect(document["status"], status, "status in the document")
    assert document["title"] and document["type"], document
    if field is not None:
        assert field in [e["field"] for e in document.get("errors", [])], document
    return document
