-- audit_begin: what the books say at one moment, and which rows are of that moment. Changes nothing.
--
-- KEYS[1]  root of the books
-- ARGV[1]  JSON array of months whose ledgers may exist: 'YYYY-MM'
-- ARGV[2]  JSON array of teams whose use is wanted
--
-- Answers four flat lists:
--   account, micro-dollars, …
--   month, id of its last row, …    without the months that have none
--   counter, micro-dollars, …       for every team asked for what counts in its lifetime, and what of it
--                                   is held and in doubt; for every month what its rows come to
--   month, what its rows came to, … of months whose rows are gone; prune.lua tells the form

local ends, counters = {}, {}

local function add(counter, micros)
  counters[#counters + 1] = counter
  counters[#counters + 1] = micros
end

local function addAll(hash)
  local flat = redis.call('HGETALL', root .. ':' .. hash)
  for i = 1, #flat, 2 do
    add(hash .. ' ' .. flat[i], flat[i + 1])
  end
end

for _, month in ipairs(cjson.decode(ARGV[1])) do
  local last = redis.call('XREVRANGE', root .. ':ledger:' .. month, '+', '-', 'COUNT', 1)
  if last[1] then
    ends[#ends + 1] = month
    ends[#ends + 1] = last[1][1]
  end
  addAll('sum:' .. month)
end

for _, team in ipairs(cjson.decode(ARGV[2])) do
  addAll('use:' .. team .. ':lifetime')
  local open = redis.call('HGETALL', root .. ':open:' .. team)
  for i = 1, #open, 2 do
    local state, what = string.match(open[i], '^(%S+) %d+ (.*)$')
    add('open:' .. team .. ' ' .. state .. ' ' .. what, open[i + 1])
  end
end

return { redis.call('HGETALL', root .. ':balance'), ends, counters, redis.call('HGETALL', root .. ':pruned') }
