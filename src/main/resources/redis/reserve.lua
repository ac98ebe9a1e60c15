-- reserve: holds an amount against every limit that applies and against the treasury, or nothing.
--
-- KEYS[1]  root of the books
-- ARGV[1]  spend id
-- ARGV[2]  amount, micro-dollars
-- ARGV[3]  team
-- ARGV[4]  what it is for; books.lua tells the form
-- ARGV[5]  quarter from which it counts
-- ARGV[6]  windows it counts in; limits.lua tells the form
-- ARGV[7]  where those begin and end
-- ARGV[8]  order: JSON of what finance needs, not looked into
-- ARGV[9]  how many jobs may run at once, of the API key and of the team: '<n> <n>', '-' for any number
-- ARGV[10] milliseconds after which a reservation that was never signed is given back
-- ARGV[11] ceilings over everything, for an hour and a day: '<micro-dollars> <micro-dollars>', '-' for none
--
-- Answers, in the order tried:
--   already_there, state
--   stopped, what stops it, and the text of the stop; guard.lua tells both
--   too_many_jobs, scope, how many may run at once, how many run
--   over_limit, then the six facts of the hard limit that lacks room
--   over_ceiling, 'hour' or 'day', ceiling, used, milliseconds until the next
--   treasury_short, free balance
--   reserved, then the first four facts of every limit that applies, used with this reservation
--
-- Before and after: what counts in a window of a hard limit is at most the limit and its raises,
-- unless those shrank below it; every balance is the sum of its rows. Every threshold that this
-- reservation reaches is told of once for each window. What flows out in an hour or a day is at most its
-- ceiling, whatever the limits are.

-- Nearly every job has ended by then and is not looked for again.
local BUSY_LOOK = 600000

local hash = key('spend:' .. ARGV[1])
local known = redis.call('HGET', hash, 'state')
if known then
  return { 'already_there', known }
end

if not string.match(ARGV[2], '^[1-9]%d*$') or #ARGV[2] > 16 then
  return redis.error_reply('ERR an amount is positive whole micro-dollars')
end
local amount = tonumber(ARGV[2])
local team = ARGV[3]
local apiKey = string.match(ARGV[4], '^%S+')

local which, stop = stopOf(ARGV[4])
if which then
  return { 'stopped', which, stop }
end

-- Before the limits, because it passes by itself. What runs is known whether or not a policy limits it.
local jobsOfKey, jobsOfTeam = string.match(ARGV[9], '^(%S+) (%S+)$')
local function busy(scope, allowed)
  local running = allowed ~= '-' and redis.call('SCARD', key('busy:' .. scope))
  return running and running >= tonumber(allowed) and { 'too_many_jobs', scope, allowed, running }
end
local tooMany = busy('key:' .. apiKey, jobsOfKey) or busy('team:' .. team, jobsOfTeam)
if tooMany then
  return tooMany
end

local limits = limitsOfSpend(team, ARGV[4], ARGV[6], ARGV[7])
measure(limits, team)

for _, limit in ipairs(limits) do
  if limit.isHard and limit.used + amount > limit.room then
    return { 'over_limit', facts(limit, team) }
  end
end

local over = ceilingOver(amount, string.match(ARGV[11], '^(%S+) (%S+)$'))
if over then
  return over
end

local free = redis.call('HGET', key('balance'), 'treasury') or '0'
if tonumber(free) < amount then
  return { 'treasury_short', tonumber(free) < 0 and '0' or free }
end

-- From here it must succeed.
local spend = {
  id = ARGV[1], amount = ARGV[2], team = team, what = ARGV[4], quarter = ARGV[5], order = ARGV[8],
  payee = '', nonce = '', transaction = '',
}
redis.call('HSET', hash, 'state', 'reserved', 'amount', spend.amount, 'team', team, 'what', spend.what,
  'quarter', spend.quarter, 'bounds', ARGV[7], 'reservedAt', whole(now), 'order', spend.order)
redis.call('RPUSH', key('spends:' .. thisMonth .. ':' .. team), spend.id)
redis.call('SADD', key('busy:team:' .. team), spend.id)
redis.call('SADD', key('busy:key:' .. apiKey), spend.id)
redis.call('ZADD', key('busy'), whole(now + BUSY_LOOK), spend.id)
attend(spend.id, ARGV[10])
count(spend, nil, 'held')
flowOut(spend.amount)
postSpend(spend, 'treasury', 'held:' .. team, 'reserve')

local answer, counters = { 'reserved' }, {}
for _, limit in ipairs(limits) do
  limit.used = limit.used + amount
  local used, last = whole(limit.used), tell(limit, spend.id)
  counters[#counters + 1] = limit.counter
  counters[#counters + 1] = used
  if last > limit.told then
    counters[#counters + 1] = limit.counter .. '!'
    counters[#counters + 1] = whole(last)
  end
  local length = #answer
  answer[length + 1], answer[length + 2] = limit.line, limit.raised
  answer[length + 3], answer[length + 4] = limit.windowId, limit.used
end
if #counters > 0 then
  redis.call('HSET', key('count'), unpack(counters))
end
return answer
