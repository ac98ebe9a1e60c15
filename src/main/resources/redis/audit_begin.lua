-- audit_begin: what the books say at one moment, and which rows are of that moment. Changes nothing.
--
-- KEYS[1]  root of the books
-- ARGV[1]  JSON array of months whose ledgers may exist: 'YYYY-MM'
-- ARGV[2]  JSON array of scopes whose use is wanted
--
-- Answers three flat lists:
--   account, micro-dollars, …
--   month, id of its last row, …    without the months that have none
--   counter, micro-dollars, …       for every scope asked for: what counts in its lifetime window, by class
--                                   and model, and what of all windows is held and in doubt

local root = KEYS[1]

local ends = {}
for _, month in ipairs(cjson.decode(ARGV[1])) do
  local last = redis.call('XREVRANGE', root .. ':ledger:' .. month, '+', '-', 'COUNT', 1)
  if last[1] then
    ends[#ends + 1] = month
    ends[#ends + 1] = last[1][1]
  end
end

local uses = {}
local function add(counter, micros)
  uses[#uses + 1] = counter
  uses[#uses + 1] = micros
end
for _, scope in ipairs(cjson.decode(ARGV[2])) do
  local use = redis.call('HGETALL', root .. ':use:' .. scope .. ':lifetime')
  for i = 1, #use, 2 do
    -- What ends with a mark tells thresholds, not money.
    if string.sub(use[i], -1) ~= '!' then
      add('use:' .. scope .. ':lifetime ' .. use[i], use[i + 1])
    end
  end
  local open = redis.call('HGETALL', root .. ':open:' .. scope)
  for i = 1, #open, 2 do
    add('open:' .. scope .. ' ' .. string.match(open[i], '^%S+'), open[i + 1])
  end
end

return { redis.call('HGETALL', root .. ':balance'), ends, uses }
