-- reserve: holds an amount against every limit that applies and against the treasury, or nothing.
--
-- KEYS[1]  root of the books
-- ARGV[1]  spend id
-- ARGV[2]  amount, micro-dollars
-- ARGV[3]  JSON object of strings: team, costCentre, apiKey, model, class, operation, priceInputs, requestId;
--          idempotencyId where the client sent one; jobsOfTeam, jobsOfKey where a policy says how many
--          of the team's or the API key's jobs may run at once
-- ARGV[4]  windows that count now, '<hour> <day> <week> <month>|<…>': the organisation's, the team's
-- ARGV[5]  milliseconds after which a reservation that was never signed is given back
--
-- Answers, in the order tried:
--   already_there, state
--   too_many_jobs, scope, how many may run at once, how many run
--   over_limit, scope, then the six facts of the hard limit that lacks room
--   treasury_short, free balance
--   reserved, then for every limit that applies: scope, the limit's line, what is raised, window id, used with this reservation
--
-- Before and after: what counts in a window of a hard limit is at most the limit and its raises,
-- unless those shrank below it; every balance is the sum of its rows. Every threshold that this
-- reservation reaches is told of once for each window: <root>:event, a stream.

local EVENTS_MAX = '100000'

-- Nearly every job has ended by then and is not looked for again.
local BUSY_LOOK = 600000

local function tell(limit)
  local told = limit.told
  for text in string.gmatch(limit.thresholds, '%d+') do
    local threshold = tonumber(text)
    if threshold > told and limit.used * 100 >= threshold * limit.room then
      told = threshold
      redis.call('XADD', key('event'), 'MAXLEN', '~', EVENTS_MAX, '*', 'type', 'threshold', 'limit', limit.id,
        'scope', limit.scope, 'window', limit.window, 'windowId', limit.windowId, 'threshold', whole(threshold),
        'amount', whole(limit.room), 'used', whole(limit.used), 'spend', ARGV[1])
    end
  end
  if told > limit.told then
    redis.call('HSET', limit.use, limit.id .. '!', whole(told))
  end
end

local known = redis.call('HGET', key('spend:' .. ARGV[1]), 'state')
if known then
  return { 'already_there', known }
end

if not isAmount(ARGV[2]) then
  return redis.error_reply('ERR an amount is positive whole micro-dollars')
end
local amount = tonumber(ARGV[2])
local spend = cjson.decode(ARGV[3])
spend.id = ARGV[1]
spend.amount = ARGV[2]
spend.windows = ARGV[4]
local class, model = 'class:' .. spend.class, 'model:' .. spend.model
if not (class == CLASSES[1] or class == CLASSES[2] or class == CLASSES[3]) then
  return redis.error_reply('ERR a model is an image, video or upload model')
end

-- Before the limits, because it passes by itself. What runs is known whether or not a policy limits it.
for _, of in ipairs({ { 'key:' .. spend.apiKey, spend.jobsOfKey }, { 'team:' .. spend.team, spend.jobsOfTeam } }) do
  local running = of[2] and redis.call('SCARD', key('busy:' .. of[1]))
  if running and running >= tonumber(of[2]) then
    return { 'too_many_jobs', of[1], of[2], whole(running) }
  end
end

local limits = measured(scopes(spend), spend.windows, function(on)
  return on == 'all' or on == class or on == model
end)

for _, limit in ipairs(limits) do
  if limit.kind == 'hard' and limit.used + amount > limit.room then
    return { 'over_limit', limit.scope, facts(limit) }
  end
end

local free = redis.call('HGET', key('balance'), 'treasury') or '0'
if tonumber(free) < amount then
  return { 'treasury_short', free }
end

-- From here it must succeed.
local fields = { 'state', 'reserved', 'amount', spend.amount, 'windows', spend.windows, 'reservedAt', whole(now) }
for _, name in ipairs(FACTS) do
  if spend[name] then
    fields[#fields + 1] = name
    fields[#fields + 1] = spend[name]
  end
end
redis.call('HSET', key('spend:' .. spend.id), unpack(fields))
redis.call('ZADD', key('spends'), whole(now), spend.id)
redis.call('ZADD', key('spends:' .. spend.team), whole(now), spend.id)
redis.call('SADD', key('busy:team:' .. spend.team), spend.id)
redis.call('SADD', key('busy:key:' .. spend.apiKey), spend.id)
redis.call('ZADD', key('busy'), whole(now + BUSY_LOOK), spend.id)
attend(spend.id, ARGV[5])
count(spend, nil, 'held')
postSpend(spend, 'treasury', 'held:' .. spend.team, 'reserve')

local answer = { 'reserved' }
for _, limit in ipairs(limits) do
  limit.used = limit.used + amount
  tell(limit)
  for _, fact in ipairs({ limit.scope, limit.line, whole(limit.raised), limit.windowId, whole(limit.used) }) do
    answer[#answer + 1] = fact
  end
end
return answer
