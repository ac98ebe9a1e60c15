-- reserve: holds an amount against every limit that applies and against the treasury, or nothing.
--
-- KEYS[1]  root of the books
-- ARGV[1]  spend id
-- ARGV[2]  amount, micro-dollars
-- ARGV[3]  JSON object of strings: team, costCentre, apiKey, model, operation, priceInputs, requestId;
--          idempotencyId where the client sent one
-- ARGV[4]  JSON {"org":{window: its id now, …},"team":{…}}: hour, day, week, month, lifetime
-- ARGV[5]  milliseconds after which a reservation that was never signed is given back
--
-- Answers, in the order tried:
--   already_there, state
--   over_limit, then the seven facts of the limit that lacks room
--   treasury_short, free balance
--   reserved, then seven facts for every limit that applies, with the use after this reservation
-- The seven facts: scope, window, window id, limit, settled, held, in doubt.
--
-- Before and after: settled + held + doubt <= limit for every limit of every window, unless a limit
-- was lowered below its use; every balance is the sum of its rows.

local WINDOWS = { 'hour', 'day', 'week', 'month', 'lifetime' }

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
local windows = cjson.decode(ARGV[4])

local limits = {}
for _, scope in ipairs(scopes(spend)) do
  for _, window in ipairs(WINDOWS) do
    local limit = redis.call('HGET', key('limit'), scope .. '/' .. window)
    if limit then
      local id = (scope == 'org' and windows.org or windows.team)[window]
      local use = redis.call('HMGET', key('use:' .. scope .. ':' .. id), 'settled', 'held', 'doubt')
      limits[#limits + 1] = { scope, window, id, limit, use[1] or '0', use[2] or '0', use[3] or '0' }
    end
  end
end

for _, limit in ipairs(limits) do
  if tonumber(limit[5]) + tonumber(limit[6]) + tonumber(limit[7]) + amount > tonumber(limit[4]) then
    return { 'over_limit', unpack(limit) }
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
attend(spend.id, ARGV[5])
count(spend, nil, 'held')
postSpend(spend, 'treasury', 'held:' .. spend.team, 'reserve')

local answer = { 'reserved' }
for _, limit in ipairs(limits) do
  limit[6] = whole(tonumber(limit[6]) + amount)
  for _, fact in ipairs(limit) do
    answer[#answer + 1] = fact
  end
end
return answer
