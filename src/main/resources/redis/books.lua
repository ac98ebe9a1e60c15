-- books.lua: what every script that moves money shares; put, with counting.lua, in front of each when
-- it is loaded.
--
-- KEYS[1]  root of the books, 'stipend:{money}'. Every other key is the root and a suffix, so all of
--          them lie in the one slot that the root names:
--   <root>:balance            hash    account -> micro-dollars, may be negative for 'funding'
--   <root>:limit              hash    scope -> its limits and raises; limits.lua tells the form
--   <root>:use:<scope>:<id>   hash    'class:<class>', 'model:<model>': micro-dollars that count in one
--                                     window, settled or not; '<limit>!': the last threshold told of
--   <root>:open:<scope>       hash    '<held|doubt> <windows> <class> <model>': what of it is not settled
--   <root>:spend:<id>         hash    the life of one spend
--   <root>:spends[:<team>]    zset    spend id -> milliseconds at which it was reserved
--   <root>:open               zset    spend id -> milliseconds at which someone must look after it
--   <root>:busy:team:<id>     set     spend ids of a team that run: reserved, not voided, job not ended
--   <root>:busy:key:<id>      set     the same of an API key
--   <root>:busy               zset    the same of all -> milliseconds at which someone looks if they still do
--   <root>:ledger:<YYYY-MM>   stream  rows, never changed
--
-- Amounts are strings of digits, below 2^53, and become numbers only to be compared.

local root = KEYS[1]

local function key(suffix)
  return root .. ':' .. suffix
end

local function milliseconds()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local now = milliseconds()

local function whole(number)
  return string.format('%.0f', number)
end

-- The month (UTC) of a time, by counting days in eras of 400 years that begin on 1 March.
local function month(time)
  local day = math.floor(time / 86400000) + 719468
  local era = math.floor(day / 146097)
  local dayOfEra = day - era * 146097
  local leapDays = math.floor(dayOfEra / 1460) - math.floor(dayOfEra / 36524) + math.floor(dayOfEra / 146096)
  local yearOfEra = math.floor((dayOfEra - leapDays) / 365)
  local dayOfYear = dayOfEra - (365 * yearOfEra + math.floor(yearOfEra / 4) - math.floor(yearOfEra / 100))
  local fromMarch = math.floor((5 * dayOfYear + 2) / 153)
  local number = fromMarch < 10 and fromMarch + 3 or fromMarch - 9
  local year = yearOfEra + era * 400 + (number <= 2 and 1 or 0)
  return string.format('%04d-%02d', year, number)
end

-- Moves an amount between two accounts: two balances and the row that explains them.
local function post(from, to, amount, facts)
  redis.call('HINCRBY', key('balance'), from, '-' .. amount)
  redis.call('HINCRBY', key('balance'), to, amount)
  redis.call('XADD', key('ledger:' .. month(now)), '*', 'from', from, 'to', to, 'amount', amount, unpack(facts))
end

local function find(id)
  local flat = redis.call('HGETALL', key('spend:' .. id))
  if #flat == 0 then
    return nil
  end
  local spend = { id = id }
  for i = 1, #flat, 2 do
    spend[flat[i]] = flat[i + 1]
  end
  return spend
end

local FACTS = { 'team', 'costCentre', 'apiKey', 'model', 'class', 'operation', 'priceInputs', 'requestId',
  'idempotencyId', 'payee', 'nonce', 'transaction' }

local function postSpend(spend, from, to, step)
  local facts = { 'step', step, 'spend', spend.id }
  for _, name in ipairs(FACTS) do
    if spend[name] then
      facts[#facts + 1] = name
      facts[#facts + 1] = spend[name]
    end
  end
  post(from, to, spend.amount, facts)
end

local function isAmount(text)
  return string.match(text, '^[1-9]%d*$') and #text <= 16
end

local function attend(id, milliseconds)
  redis.call('ZADD', key('open'), whole(now + tonumber(milliseconds)), id)
end

-- Writes the last state of a spend. What was only needed while it was open goes.
local function close(spend, state, reason)
  redis.call('HSET', key('spend:' .. spend.id), 'state', state, 'reason', reason, 'endedAt', whole(now))
  redis.call('HDEL', key('spend:' .. spend.id), 'windows', 'header')
  redis.call('ZREM', key('open'), spend.id)
end

-- A spend that was voided, or whose job has ended, runs no longer.
local function rest(id, team, apiKey)
  redis.call('SREM', key('busy:team:' .. team), id)
  redis.call('SREM', key('busy:key:' .. apiKey), id)
  redis.call('ZREM', key('busy'), id)
end
