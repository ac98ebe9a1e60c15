-- audit_begin: what the books say at one moment, and which rows are of that moment. Changes nothing.
--
-- KEYS[1]  root of the books
-- ARGV[1]  JSON array of months whose ledgers may exist: 'YYYY-MM'
-- ARGV[2]  JSON array of scopes whose use is wanted
--
-- Answers three flat lists:
--   account, micro-dollars, …
--   month, id of its last row, …    without the months that have none
--   scope, settled, held, doubt, …  of the lifetime window, for every scope asked for

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
for _, scope in ipairs(cjson.decode(ARGV[2])) do
  local use = redis.call('HMGET', root .. ':use:' .. scope .. ':lifetime', 'settled', 'held', 'doubt')
  uses[#uses + 1] = scope
  for field = 1, 3 do
    uses[#uses + 1] = use[field] or '0'
  end
end

return { redis.call('HGETALL', root .. ':balance'), ends, uses }
