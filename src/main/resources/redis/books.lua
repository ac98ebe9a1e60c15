-- books.lua: what every script that moves money shares; put, between time.lua and counting.lua, in
-- front of each when it is loaded.
--
-- KEYS[1]  root of the books, 'stipend:{money}'. Every other key is the root and a suffix, so all of
--          them lie in the one slot that the root names:
--   <root>:balance               hash    account -> micro-dollars, may be negative for 'funding'
--   <root>:limit                 hash    scope -> its limits and raises; limits.lua tells the form
--   <root>:count                 hash    what counts against each limit; limits.lua tells the form
--   <root>:use:<team>:<…>        hash    what counts, for limits to come; counting.lua tells the form
--   <root>:open:<team>           hash    what of it is not settled; likewise
--   <root>:spend:<id>            hash    the life of one spend
--   <root>:spends:<month>:<team> list    ids of a team's spends that were reserved in a month
--   <root>:open                  zset    spend id -> milliseconds at which someone must look after it
--   <root>:busy:team:<id>        set     ids of a team's spends that run: reserved, not voided, job not ended
--   <root>:busy:key:<id>         set     the same of an API key
--   <root>:busy                  zset    the same of all -> milliseconds at which someone looks if they still do
--   <root>:ledger:<month>        stream  rows, never changed
--   <root>:sum:<month>           hash    what the rows of a month come to; sums.lua tells the form
--   <root>:sum:<month>:<team>            the same of one team, by quarters of an hour
--   <root>:provisional           zset    ids of settled spends that the chain has not confirmed -> milliseconds
--                                        at which they were settled
--   <root>:provisional:sum       string  what they come to
--   <root>:identity              string  whose money the books are about, and their id; never changed
--
-- ARGV[last]  the identity of the books that are meant; empty: books without one
--
-- Answered by every script before anything else, and changing nothing: error OTHERBOOKS, what is there.
--
-- Months are those of UTC, as time.lua tells. Amounts are strings of digits, below 2^53, and become
-- numbers only to be compared and added.

local root = KEYS[1]

local identity = redis.call('GET', root .. ':identity') or ''
if identity ~= ARGV[#ARGV] then
  return redis.error_reply('OTHERBOOKS ' .. identity)
end

local function key(suffix)
  return root .. ':' .. suffix
end

-- Moves an amount between two accounts: two balances and the row that explains them.
local function post(from, to, amount, ...)
  local balance = key('balance')
  redis.call('HINCRBY', balance, from, '-' .. amount)
  redis.call('HINCRBY', balance, to, amount)
  redis.call('XADD', key('ledger:' .. thisMonth), '*', 'from', from, 'to', to, 'amount', amount, ...)
end

-- 'what' is text: '<API key> <class> <model> <operation> <cost centre>'.
local function find(id)
  local fields = redis.call('HMGET', key('spend:' .. id), 'state', 'amount', 'team', 'what', 'quarter', 'order',
    'payee', 'nonce', 'transaction', 'confirmedAt')
  if not fields[1] then
    return nil
  end
  return {
    id = id, state = fields[1], amount = fields[2], team = fields[3], what = fields[4], quarter = fields[5],
    order = fields[6], payee = fields[7] or '', nonce = fields[8] or '', transaction = fields[9] or '',
    confirmed = fields[10],
  }
end

-- The rows of spends all have the same fields, empty or not: a stream then writes their names once.
local function postSpend(spend, from, to, step)
  post(from, to, spend.amount, 'step', step, 'spend', spend.id, 'order', spend.order, 'payee', spend.payee,
    'nonce', spend.nonce, 'transaction', spend.transaction)
end

local function attend(id, milliseconds)
  redis.call('ZADD', key('open'), whole(now + tonumber(milliseconds)), id)
end

-- Writes the last state of a spend. What was only needed while it was open goes.
local function close(spend, state, reason)
  local hash = key('spend:' .. spend.id)
  redis.call('HSET', hash, 'state', state, 'reason', reason, 'endedAt', whole(now), 'transaction', spend.transaction)
  redis.call('HDEL', hash, 'bounds', 'signature')
  redis.call('ZREM', key('open'), spend.id)
end

-- A spend that was voided, or whose job has ended, runs no longer.
local function rest(id, team, what)
  redis.call('SREM', key('busy:team:' .. team), id)
  redis.call('SREM', key('busy:key:' .. string.match(what, '^%S+')), id)
  redis.call('ZREM', key('busy'), id)
end
