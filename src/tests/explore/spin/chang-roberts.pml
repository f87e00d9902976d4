/*
 * models/chang-roberts.yaml. A number is in transit to a node at most once, so the unordered channel is a set.
 */
#define NEXT ((id + 1) % 3)

bool begins[3];
byte standing[3]; /* 0 lost, 1 candidate, 2 won */
bool coming[9];   /* index: 3 * receiver + number */
bool awake[3];
bool chosen;

#define RIGHT(n) (standing[n] != 2 || (begins[n] && BEATEN(n, 0) && BEATEN(n, 1) && BEATEN(n, 2)))
#define BEATEN(n, o) (o == n || (standing[o] == 0 && (!begins[o] || o > n)))
#define CHECK assert(RIGHT(0) && RIGHT(1) && RIGHT(2))
#define BEGIN(a, b, c) \
	d_step { \
		begins[0] = a; begins[1] = b; begins[2] = c; standing[0] = a; standing[1] = b; standing[2] = c; chosen = true \
	}
#define HEARS(n) (awake[id] && coming[3 * id + n])
#define PASS_ON(n) \
	d_step { \
		(HEARS(n) && (standing[id] == 0 || n < id)) -> \
		coming[3 * id + n] = false; standing[id] = 0; coming[3 * NEXT + n] = true; CHECK \
	}
#define DROP(n) d_step { (HEARS(n) && standing[id] != 0 && n > id) -> coming[3 * id + n] = false }
#ifdef SEEDED
#define OWN(n) (n >= id)
#else
#define OWN(n) (n == id)
#endif
#define WIN(n) \
	d_step { (HEARS(n) && standing[id] != 0 && OWN(n)) -> coming[3 * id + n] = false; standing[id] = 2; CHECK }

active proctype Chaos()
{
	if
	:: BEGIN(0, 0, 0)
	:: BEGIN(0, 0, 1)
	:: BEGIN(0, 1, 0)
	:: BEGIN(0, 1, 1)
	:: BEGIN(1, 0, 0)
	:: BEGIN(1, 0, 1)
	:: BEGIN(1, 1, 0)
	:: BEGIN(1, 1, 1)
	fi;
end:
	false /* a terminated process would be a separate state */
}

active [3] proctype Node()
{
	byte id = _pid - 1;
end:
	do
	:: d_step { (chosen && !awake[id] && begins[id]) -> awake[id] = true; coming[3 * NEXT + id] = true }
	:: d_step { (chosen && !awake[id] && !begins[id]) -> awake[id] = true }
	:: PASS_ON(0)
	:: PASS_ON(1)
	:: PASS_ON(2)
	:: DROP(0)
	:: DROP(1)
	:: DROP(2)
	:: WIN(0)
	:: WIN(1)
	:: WIN(2)
	od
}
