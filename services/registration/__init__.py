"""Registration (đăng ký thi đua): decides about campaigns, units, people, targets, and whom to believe."""
