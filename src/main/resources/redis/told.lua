-- told: notes that the client of a call was answered.
--
-- KEYS[1]  string of the name, as claim.lua tells
-- ARGV[1]  spend id
-- ARGV[2]  JSON: what the answer said is left; empty when it said nothing
--
-- Answers, in the order tried: elsewhere, the spend does not have the name (any more); done

local claim = redis.call('GET', KEYS[1])
local first, bound, rest = string.match(claim or '', '^(%S+ %d+) (%d) %d ([^\n]*)')
if not first or string.match(first, '^%S+') ~= ARGV[1] then
  return 'elsewhere'
end
redis.call('SET', KEYS[1], first .. ' ' .. bound .. ' 1 ' .. rest .. '\n' .. ARGV[2], 'KEEPTTL')
return 'done'
