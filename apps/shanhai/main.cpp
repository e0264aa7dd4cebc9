#include "apps/shanhai/program.h"

int main(int argc, char** argv) { return shanhai::apps::run(argc, argv); }
