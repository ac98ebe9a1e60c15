-- second: lets another spend pay for the call of one that was refused, because the seller builds
-- another offer now. Once: a second spend has no third.
--
-- KEYS[1]  root of the books
-- ARGV[1]  spend id of the one that was refused
-- ARGV[2]  spend id of the other, for which nothing is reserved yet
--
-- Answers, in the order tried:
--   unknown_spend
--   already_done       the other is its second by an earlier attempt
--   elsewhere, state   nothing says that it was refused, or it has a second already
--   done
--
-- After: the first keeps its money held until its authorization is dead, and names its second; it
-- takes no place among the jobs that run at once.

local hash = key('spend:' .. ARGV[1])
local known = redis.call('HMGET', hash, 'state', 'second', 'team', 'what')
if not known[1] then
  return { 'unknown_spend' }
end
if known[2] == ARGV[2] then
  return { 'already_done' }
end
if known[1] ~= 'refused' or known[2] then
  return { 'elsewhere', known[1] }
end

-- From here it must succeed.
redis.call('HSET', hash, 'second', ARGV[2])
rest(ARGV[1], known[3], known[4])
return { 'done' }
