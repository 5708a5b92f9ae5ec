from tests.attacks.test_random import *
pytestmark = pytest.mark.anyio
for n in list(globals()):
    if n.startswith("test_in"): del globals()[n]
async def test_dbg(database, serve):
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"), **WITHOUT_SHARES)
    async with owning(database) as owner:
        await prepare(server.url)
        attack = await campaign(server, owner, [bearer(role) for role in IDLE], [bearer("DISPATCHER"), bearer("ADMIN"), {}])
        import collections
        t=time.time(); T=collections.Counter(); C=collections.Counter()
        wire = Wire("127.0.0.1", server.port, attack.judge)
        n0=len(server.said); shown=0
        for n in range(1500):
            shot=attack.shots(f"1/development/{n}")
            t=time.time(); w=await wire.fire(shot); T[shot.kind]+=time.time()-t; C[shot.kind]+=1
            if w: print("WRONG",n,w)
            r=await attack.looking.ask(b"GET /metrics HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
            if b"yaosu_loop_turn_worst" not in r.body: print("METRICS",n,shot.kind,r.status,r.body[:300], r.headers)
            if len(server.said)>n0:
                new=server.said[n0:]; n0=len(server.said)
                f=[l for l in new if "failed" in l or "Traceback" in l or "Exception" in l]
                if f and shown<4:
                    shown+=1; print("SAID",n,shot.kind,repr(shot.handshake[:700]),shot.data[:300],"".join(new)[-3500:])
        print("TIMES",{k:f"{v/C[k]*1000:.1f}" for k,v in T.items()},C)
    assert 0
